// Server-sent events as bytes arrive: the `data` of each event, once it is whole.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace assay::remote {

/// Lines end in LF, CR or CRLF, also where the two fall into different pieces; comments and fields
/// other than `data` are dropped; several `data` lines of one event are joined by LF. An event that
/// no empty line ended is not whole and is dropped at the end of the stream.
/// Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream".
class EventStream {
 public:
  using Sink = std::function<void(std::string_view data)>;

  /// An event longer than `most_bytes` is not one that a model's server sends.
  explicit EventStream(Sink sink, std::size_t most_bytes = std::size_t{64} << 20U);

  /// Throws InfrastructureError for an event that is too long. What the sink throws passes.
  void push(std::string_view bytes);

 private:
  void end_line();

  Sink sink_;
  std::size_t most_bytes_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool first_line_ = true;
};

}  // namespace assay::remote
