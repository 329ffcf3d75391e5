// What is wrong with a Parquet file, told without its name: whoever knows the file, or the column,
// puts it in front.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace assay::parquet {

class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The bytes are not what the format says.
[[noreturn]] inline void damaged(const std::string& what) {
  throw Fault(fmt::format("damaged Parquet: {}; fetch it again", what));
}

/// The bytes may be right, but this reader is not for them.
class Unsupported : public Fault {
 public:
  using Fault::Fault;
};

[[noreturn]] inline void unsupported(const std::string& what) {
  throw Unsupported(
      fmt::format("{} is not supported; convert the file to JSON Lines, or write it again "
                  "with pyarrow.parquet.write_table(table, file)",
                  what));
}

}  // namespace assay::parquet
