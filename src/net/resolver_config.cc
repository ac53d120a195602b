#include "net/resolver_config.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "sys/file.h"

namespace seiload::net {
namespace {

constexpr std::size_t kMaxNameservers = 3;

template <class Take>
void for_each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<std::string_view> split(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r\f\v";
  std::vector<std::string_view> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    if (line.empty()) return words;
    words.push_back(line.substr(0, line.find_first_of(kBlank)));
    line.remove_prefix(words.back().size());
  }
}

std::string canonical(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return base::to_lower(name);
}

void read_option(std::string_view option, ResolverConfig& config) {
  if (option == "rotate") config.rotate = true;
  if (option == "use-vc") config.use_tcp = true;
  const std::size_t colon = option.find(':');
  if (colon == std::string_view::npos) return;
  const auto number = base::parse_u64(option.substr(colon + 1));
  if (!number) return;
  const auto bounded = [&](std::uint64_t least, std::uint64_t most) {
    return static_cast<unsigned>(std::clamp(*number, least, most));
  };
  const std::string_view name = option.substr(0, colon);
  if (name == "ndots") config.ndots = bounded(0, 15);
  if (name == "timeout") config.timeout = std::chrono::seconds(bounded(1, 30));
  if (name == "attempts") config.attempts = bounded(1, 5);
}

// The lines of a file that were skipped, and why.
class Remarks {
 public:
  explicit Remarks(std::string_view path) : path_(path) {}

  void skip(std::size_t number, std::string_view line, std::string_view why) {
    if (++skipped_ > kMaxRemarks) return;
    add(base::cat("line ", number, " skipped: ", base::quote(line), ": ", why));
  }
  void add(std::string_view remark) {
    text_ += text_.empty() ? base::cat(path_, ": ") : ", ";
    text_ += remark;
  }

  std::string text() const {
    if (skipped_ <= kMaxRemarks) return text_;
    return base::cat(text_, ", and ", skipped_ - kMaxRemarks, " more lines");
  }

 private:
  static constexpr std::size_t kMaxRemarks = 3;

  const std::string path_;
  std::string text_;
  std::size_t skipped_ = 0;
};

std::string read_resolv_conf(std::string_view text, std::string_view path, ResolverConfig& config) {
  std::vector<Address> nameservers;
  Remarks remarks(path);
  std::size_t number = 0;
  for_each_line(text, [&](std::string_view line) {
    ++number;
    if (line.starts_with('#') || line.starts_with(';')) return;
    const auto words = split(line);
    if (words.empty()) return;
    const std::string_view keyword = words[0];
    const auto skip = [&](std::string_view why) { remarks.skip(number, base::trim(line), why); };
    if (keyword == "nameserver") {
      const auto address = words.size() < 2 ? std::nullopt : Address::parse_ip(words[1], 53);
      if (!address) return skip("not an address");
      if (nameservers.size() == kMaxNameservers)
        return skip(base::cat("only ", kMaxNameservers, " are asked"));
      nameservers.push_back(*address);
    } else if (keyword == "search" || keyword == "domain") {  // the last one counts
      if (words.size() < 2) return;
      config.search.clear();
      const std::size_t end = keyword == "domain" ? 2 : words.size();
      for (std::size_t i = 1; i < end; ++i)
        if (words[i] != ".") config.search.push_back(canonical(words[i]));
    } else if (keyword == "options") {
      for (std::size_t i = 1; i < words.size(); ++i) read_option(words[i], config);
    } else if (keyword != "sortlist") {
      skip("unknown keyword");
    }
  });
  if (!nameservers.empty())
    config.nameservers = std::move(nameservers);
  else
    remarks.add("no nameserver");
  return remarks.text();
}

void read_hosts(std::string_view text, ResolverConfig& config) {
  for_each_line(text, [&](std::string_view line) {
    const auto words = split(line.substr(0, line.find('#')));
    if (words.size() < 2) return;
    const auto address = Address::parse_ip(words[0], 0);
    if (!address) return;
    HostsLine entry{*address, {}};
    for (std::size_t i = 1; i < words.size(); ++i) entry.names.push_back(canonical(words[i]));
    config.hosts.push_back(std::move(entry));
  });
}

}  // namespace

ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts,
                                     std::string_view path) {
  ResolverConfig config;
  config.remarks = read_resolv_conf(resolv_conf, path, config);
  read_hosts(hosts, config);
  return config;
}

ResolverConfig load_resolver_config(const std::string& resolv_conf_path, const std::string& hosts_path) {
  const auto resolv_conf = sys::read_file(resolv_conf_path), hosts = sys::read_file(hosts_path);
  ResolverConfig config =
      parse_resolver_config(resolv_conf ? *resolv_conf : "", hosts ? *hosts : "", resolv_conf_path);
  if (!resolv_conf) config.remarks = resolv_conf.error().message;
  return config;
}

}  // namespace seiload::net
