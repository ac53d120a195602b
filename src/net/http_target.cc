#include "net/http_target.h"

namespace seiload::net {

base::Secrets secrets_of(const Url& url) {
  base::Secrets secrets;
  const std::string authorization = url.authorization();
  secrets.add(authorization.substr(std::min(authorization.find(' ') + 1, authorization.size())));
  secrets.add(url.user_info);
  const std::size_t colon = std::min(url.user_info.find(':'), url.user_info.size());
  secrets.add(std::string_view(url.user_info).substr(0, colon));
  secrets.add(std::string_view(url.user_info).substr(std::min(colon + 1, url.user_info.size())));
  if (const std::size_t mark = url.path.find('?'); mark != std::string::npos)
    secrets.add_query(std::string_view(url.path).substr(mark + 1));
  return secrets;
}

}  // namespace seiload::net
