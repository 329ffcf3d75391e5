// llama.cpp's vocabulary files, as far as tests need them: the key-value pairs of GGUF 2 and 3.
#pragma once

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/core/file.hpp"

namespace assay::test {

class Gguf {
 public:
  /// All pairs of the file as one object. Throws std::runtime_error if it is none.
  static nlohmann::json read(const std::filesystem::path& path) {
    const std::string content = read_file(path);
    Gguf reader(content);
    if (content.size() < 24 || content.substr(0, 4) != "GGUF") {
      throw std::runtime_error(path.string() + " is no GGUF file");
    }
    reader.at_ = 16;  // magic, version, number of tensors
    nlohmann::json pairs;
    for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
      const std::string key = reader.text();
      pairs[key] = reader.value(reader.number<std::uint32_t>());
    }
    return pairs;
  }

 private:
  explicit Gguf(std::string_view content) : content_(content) {}

  std::string_view take(std::size_t length) {
    if (length > content_.size() - at_) {
      throw std::runtime_error("the GGUF file ends early");
    }
    at_ += length;
    return content_.substr(at_ - length, length);
  }

  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string text() { return std::string(take(number<std::uint64_t>())); }

  nlohmann::json value(std::uint32_t kind) {
    switch (kind) {
      case 4:
        return number<std::uint32_t>();
      case 5:
        return number<std::int32_t>();
      case 6:
        return number<float>();
      case 7:
        return number<std::uint8_t>() != 0;
      case 8:
        return text();
      case 9: {
        const auto inner = number<std::uint32_t>();
        nlohmann::json list = nlohmann::json::array();
        for (auto left = number<std::uint64_t>(); left > 0; --left) {
          list.push_back(value(inner));
        }
        return list;
      }
      default:
        throw std::runtime_error("the GGUF file has a value of kind " + std::to_string(kind));
    }
  }

  std::string_view content_;
  std::size_t at_ = 0;
};

}  // namespace assay::test
