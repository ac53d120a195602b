#include "cli/environment.h"

#include <gtest/gtest.h>

#include <map>

#include "base/duration.h"

namespace seiload::cli {
namespace {

using Environment = std::map<std::string, std::string>;

GetEnv reader(const Environment& environment) {
  return [&](const char* name) -> std::optional<std::string> {
    const auto it = environment.find(name);
    return it == environment.end() ? std::nullopt : std::optional(it->second);
  };
}

std::string text_of(const report::MetricLabels& labels) {
  std::string out;
  for (const report::MetricLabel& label : labels) out += label.name + "=" + label.value + "\n";
  return out;
}

std::string attributes(const Environment& environment) {
  std::vector<std::string> warnings;
  std::string out = text_of(resource_attributes(reader(environment), "host-1", "1.2.3", warnings));
  for (const std::string& warning : warnings) out += "warning: " + warning + "\n";
  return out;
}

std::string labels(const Environment& environment) {
  std::vector<std::string> warnings;
  return text_of(target_labels(resource_attributes(reader(environment), "host-1", "1.2.3", warnings)));
}

TEST(Environment, WithoutAny) {
  EXPECT_EQ(attributes({}), "service.name=seiload\nservice.instance.id=host-1\nservice.version=1.2.3\n");
  EXPECT_EQ(labels({}), "service_name=seiload\nservice_instance_id=host-1\nservice_version=1.2.3\n");
  EXPECT_EQ(
      attributes({{"SEILOAD_INSTANCE_ID", ""}, {"SEILOAD_RUN_ID", ""}, {"OTEL_RESOURCE_ATTRIBUTES", ""}}),
      attributes({}));
}

TEST(Environment, WithAllOfOurs) {
  EXPECT_EQ(
      labels({{"SEILOAD_INSTANCE_ID", "i"},
              {"SEILOAD_SERVICE_VERSION", "v"},
              {"SEILOAD_RUN_ID", "r"},
              {"SEILOAD_CHAIN_ID", "c"},
              {"SEILOAD_COMMIT_ID", "0123456789abcdef"},
              {"SEILOAD_WORKLOAD", "w"},
              {"PATH", "/bin"}}),
      "service_name=seiload\nservice_instance_id=i\nservice_version=v\nseiload_run_id=r\nseiload_chain_id=c\n"
      "seiload_commit_id=0123456789abcdef\nseiload_commit_id_short=01234567\nseiload_workload=w\n");
}

TEST(Environment, LeavesOutWhatIsNotAscii) { EXPECT_EQ(labels({{"SEILOAD_RUN_ID", "\xff"}}), labels({})); }

TEST(Environment, TakesResourceAttributesWhereNoVariableOfOursSaysOtherwise) {
  EXPECT_EQ(attributes({{"OTEL_RESOURCE_ATTRIBUTES",
                         " k8s.pod.name = load-1 ,service.name=other,service.version=9,seiload.run_id=q, "
                         "a=b%2Cc%3D%20d,,a=e"},
                        {"OTEL_SERVICE_NAME", "mine"},
                        {"SEILOAD_RUN_ID", "r"}}),
            "service.name=mine\nservice.instance.id=host-1\nservice.version=9\nseiload.run_id=r\n"
            "k8s.pod.name=load-1\na=b,c= d\n");
  EXPECT_EQ(
      labels({{"OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=p,k8s-pod.name=q,9lives=x"}}),
      "service_name=seiload\nservice_instance_id=host-1\nservice_version=1.2.3\nk8s_pod_name=p\n_9lives=x\n");
  for (const char* bad : {"a", "a=b,c", "=b", "a b=c", "a=%2", "a=%zz", "a=\xc3\xa4", "a=%ff", "\xc3\xa4=b"})
    EXPECT_EQ(attributes({{"OTEL_RESOURCE_ATTRIBUTES", bad}}),
              attributes({}) +
                  "warning: OTEL_RESOURCE_ATTRIBUTES: expected key=value,key=value in ASCII; all of it is "
                  "ignored\n")
        << bad;
}

// Where metrics go, with what, and how often; then the warnings.
std::string pushes(const Environment& environment) {
  std::vector<std::string> warnings;
  const run::OtlpSettings settings = otlp_settings(reader(environment), warnings);
  std::string out = settings.url + " " + base::format_duration(settings.interval) + "\n" + settings.header;
  for (const std::string& warning : warnings) out += "warning: " + warning + "\n";
  return out;
}

TEST(Environment, WhereMetricsArePushed) {
  const std::string kEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT",
                    kMetrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
  EXPECT_EQ(pushes({}), " 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, ""}}), " 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c:4318"}}), "http://c:4318/v1/metrics 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c:4318/otlp/"}}), "http://c:4318/otlp/v1/metrics 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c"}, {kMetrics, "http://m:1/x"}}), "http://m:1/x 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c"}, {"OTEL_SDK_DISABLED", "True"}}), " 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c"}, {"OTEL_METRICS_EXPORTER", "none"}}), " 10s\n");
  EXPECT_EQ(pushes({{kEndpoint, "http://c"}, {"OTEL_METRIC_EXPORT_INTERVAL", "500"}}),
            "http://c/v1/metrics 500ms\n");
  EXPECT_EQ(
      pushes({{kEndpoint, "http://c"}, {"OTEL_METRIC_EXPORT_INTERVAL", "0"}}),
      "http://c/v1/metrics 10s\n"
      "warning: OTEL_METRIC_EXPORT_INTERVAL: expected milliseconds from 1 to 86400000; it is ignored\n");
  EXPECT_EQ(pushes({{kEndpoint, "ws://c"}}),
            " 10s\nwarning: OTEL_EXPORTER_OTLP_ENDPOINT: expected an http:// or https:// URL; "
            "no metrics are pushed\n");
  EXPECT_EQ(pushes({{kEndpoint, "https://c:4318"}}), "https://c:4318/v1/metrics 10s\n");
  EXPECT_EQ(pushes({{kMetrics, "c:4317"}}).substr(0, 51),
            " 10s\nwarning: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ");
}

TEST(Environment, ShowsNoPassword) {
  for (const char* url : {"http://u:s3cret/x@host", "wss://u:s3cret@host", "u:s3cret@host",
                          "http://u:s3cret@host:0", "http://u:s3%zzcret@host", "htp://u:s3cret@host"}) {
    const std::string said = pushes({{"OTEL_EXPORTER_OTLP_ENDPOINT", url}});
    EXPECT_EQ(said.substr(0, 5), " 10s\n") << said;
    EXPECT_NE(said.find("warning: OTEL_EXPORTER_OTLP_ENDPOINT: "), std::string::npos) << said;
    for (const char* secret : {"s3cret", "s3%zzcret"})
      EXPECT_EQ(said.find(secret), std::string::npos) << said;
  }
  EXPECT_EQ(
      attributes({{"OTEL_RESOURCE_ATTRIBUTES", "rpc.url=http://u:s3cret@host"},
                  {"SEILOAD_WORKLOAD", "ws://u:s3/cret@h"}}),
      "service.name=seiload\nservice.instance.id=host-1\nservice.version=1.2.3\nseiload.workload=ws://...@h\n"
      "rpc.url=http://...@host\n");
}

TEST(Environment, HeadersChangeNothingOfTheRequestItself) {
  const auto with = [](const char* endpoint, const char* headers) {
    return pushes({{"OTEL_EXPORTER_OTLP_ENDPOINT", endpoint}, {"OTEL_EXPORTER_OTLP_HEADERS", headers}});
  };
  for (const char* own :
       {"Content-Length", "content-length", "Host", "Transfer-Encoding", "Connection", "Content-Type",
        "Content-Encoding", "Expect", "TE", "Trailer", "Upgrade", "Keep-Alive", "Proxy-Connection"})
    EXPECT_EQ(with("http://c", (std::string("a=b,") + own + "=5,c=d").c_str()),
              std::string(
                  "http://c/v1/metrics 10s\na: b\r\nc: d\r\nwarning: OTEL_EXPORTER_OTLP_HEADERS: header '") +
                  own + "' is the program's own; it is ignored\n");
  EXPECT_EQ(with("http://c", "Authorization=Basic%20x"),
            "http://c/v1/metrics 10s\nAuthorization: Basic x\r\n");
  EXPECT_EQ(with("http://u:p@c", "authorization=Basic%20x"),
            "http://u:p@c/v1/metrics 10s\nwarning: OTEL_EXPORTER_OTLP_HEADERS: header 'authorization' is the "
            "program's own; "
            "it is ignored\n");
}

TEST(Environment, WithWhichHeadersMetricsArePushed) {
  const auto with = [](const char* headers, const char* own = "") {
    return pushes({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                   {"OTEL_EXPORTER_OTLP_HEADERS", headers},
                   {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", own}});
  };
  const std::string kStart = "http://c/v1/metrics 10s\n";
  EXPECT_EQ(with("api-key=k%3D1, X-Scope = a b"), kStart + "api-key: k=1\r\nX-Scope: a b\r\n");
  EXPECT_EQ(with("a=b", "c=d"), kStart + "c: d\r\n");
  for (const char* bad :
       {"a", "a b=c", "a=%0d%0aHost: x", "a=%0aHost: x", "a=b%0D", "a=%00", "a=%7f", "a=b\r\nHost: x"})
    EXPECT_EQ(with(bad),
              kStart +
                  "warning: OTEL_EXPORTER_OTLP_HEADERS: expected name=value,name=value; all of it is "
                  "ignored\n")
        << bad;
}

}  // namespace
}  // namespace seiload::cli
