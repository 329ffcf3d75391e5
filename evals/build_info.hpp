// Which build this is; the source is written at build time from version control.
#pragma once

#include <string>

namespace assay {

struct BuildInfo {
  std::string version;
  std::string commit;  ///< "unknown" outside version control
  bool dirty = false;
};

[[nodiscard]] BuildInfo build_info();

}  // namespace assay
