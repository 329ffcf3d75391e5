#include "engine/checkpoint/json_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

using nlohmann::json;

/// The library keeps the last of two equal keys; which one was meant is not ours to guess.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(const std::string& source) : source_(&source) {}

  bool operator()(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key &&
               !keys_.back().insert(parsed.get_ref<const std::string&>()).second) {
      throw DataError(fmt::format("{}: key {} is given twice: the file is damaged, get it again",
                                  *source_, excerpt(parsed)));
    }
    return true;
  }

 private:
  const std::string* source_;
  std::vector<std::unordered_set<std::string>> keys_;
};

}  // namespace

json parse_json(std::string_view text, const std::string& source) {
  DuplicateKeys duplicates(source);
  try {
    return json::parse(text, [&](int, json::parse_event_t event, const json& parsed) {
      return duplicates(event, parsed);
    });
  } catch (const json::exception& error) {
    std::string_view reason = error.what();
    reason.remove_prefix(std::min(reason.find("] ") + 2, reason.size()));
    throw DataError(
        fmt::format("{}: not valid JSON ({}): the file is damaged, get it again", source, reason));
  }
}

json read_json_file(const std::filesystem::path& path) {
  return parse_json(read_file(path), path.string());
}

std::string excerpt(const json& value) {
  constexpr std::size_t limit = 80;
  std::string text = value.dump(-1, ' ', true);
  return text.size() <= limit ? text : text.substr(0, limit) + "...";
}

}  // namespace assay
