#pragma once
// The extensions of a certificate (RFC 5280 4.2): read into its fields. One that RFC 5280 has non-critical
// and that is critical, or the other way round, one that is unknown and critical, and what is not supported
// make the certificate unusable; malformed ones are a fault of the reader's source.

#include "tls/certificate.h"

namespace seiload::tls {

void read_extensions(DerReader& reader, Certificate& certificate);

}  // namespace seiload::tls
