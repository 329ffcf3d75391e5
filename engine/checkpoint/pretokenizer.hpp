// The cuts that a tokenizer.json prescribes before any merging: one step after the other, each
// within the pieces that the last one left.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/field.hpp"
#include "engine/checkpoint/split_pattern.hpp"

namespace assay {

/// Views of a text, or of what a step made of a part of it.
struct Pieces {
  std::vector<std::string_view> parts;
  std::deque<std::string> made;
};

class PreTokenizer {
 public:
  /// Leaves a text as one piece.
  PreTokenizer() = default;

  /// `description` is the file's `pre_tokenizer`: null, Split, ByteLevel, Digits, Metaspace, or a
  /// Sequence of them in which ByteLevel is the last. Throws DataError that names the field for
  /// another kind, behaviour or expression.
  explicit PreTokenizer(const Field& description);

  /// Cuts by expressions, one after the other, into pieces that are meant for the byte alphabet.
  /// Throws DataError that begins with `where`.
  PreTokenizer(const std::vector<std::string>& expressions, const std::string& where);

  /// Whether the pieces are meant to be spelled in the byte alphabet.
  [[nodiscard]] bool is_byte_level() const noexcept { return byte_level_; }

  /// Non-empty pieces of a valid UTF-8 text, in order; they live as long as `text` and the result.
  /// `at_start`: nothing stands before the text. Thread-safe.
  [[nodiscard]] Pieces split(std::string_view text, bool at_start = true) const;

 private:
  /// Names of the tokenizers library.
  enum class Behavior { removed, isolated, merged_with_previous, merged_with_next, contiguous };
  enum class Prefix { none, always, first };

  struct Step {
    Prefix prefix = Prefix::none;
    std::string lead;                   ///< put before pieces that do not begin with it
    std::string space;                  ///< put in the place of each space; empty: spaces stay
    std::vector<SplitPattern> pattern;  ///< at most one
    Behavior behavior = Behavior::isolated;
    bool invert = false;
  };

  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool match = false;
  };

  void add(const Field& description);
  void add_split(const Field& description);
  void add_byte_level(const Field& description);
  void add_metaspace(const Field& description);
  static Behavior behavior_of(const Field& name);
  static void rewrite(const Step& step, bool at_start, Pieces& pieces);
  static void cut(const Step& step, std::string_view piece, std::vector<std::string_view>& out);
  static std::vector<Part> parts_of(std::string_view piece,
                                    const std::vector<SplitPattern::Match>& matches, bool invert);
  static std::vector<Part> joined(std::vector<Part> parts, Behavior behavior);

  std::vector<Step> steps_;
  bool byte_level_ = false;
};

}  // namespace assay
