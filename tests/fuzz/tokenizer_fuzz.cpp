// libFuzzer on tokenizer.json and on what it then encodes: the input is the file, a zero byte, and
// a text. Either the file is refused with a sentence, or every text comes to ids that decode.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/checkpoint/tokenizer.hpp"
#include "engine/core/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\0');
  const std::string_view text = end == std::string_view::npos ? "" : input.substr(end + 1);
  try {
    const assay::Tokenizer tokenizer = assay::Tokenizer::parse(input.substr(0, end), "fuzz");
    for (const auto& ids : {tokenizer.encode(text), tokenizer.encode_plain(text)}) {
      for (const std::int32_t id : ids) {
        if (tokenizer.bytes(id).size() > size) {
          std::abort();
        }
      }
      static_cast<void>(tokenizer.decode(ids));
    }
  } catch (const assay::DataError& error) {
    if (std::string_view(error.what()).substr(0, 4) != "fuzz") {
      std::abort();
    }
  }
  return 0;
}
