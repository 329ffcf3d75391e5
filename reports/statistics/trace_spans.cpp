#include "reports/statistics/trace_spans.hpp"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "reports/statistics/trace_lexicon.hpp"
#include "reports/statistics/trace_repeats.hpp"
#include "reports/statistics/trace_words.hpp"

namespace assay::statistics {

namespace {

constexpr std::size_t echo_words = 6;

/// "a (b|c|) d" as "a b d", "a c d", "a  d".
std::vector<std::string> expanded(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    return {std::string(text)};
  }
  const std::size_t close = text.find(')', open);
  const std::vector<std::string> rests = expanded(text.substr(close + 1));
  std::vector<std::string> result;
  for (std::size_t at = open + 1; at <= close;) {
    const std::size_t end = std::min(text.find('|', at), close);
    for (const std::string& rest : rests) {
      result.push_back(std::string(text.substr(0, open)) + std::string(text.substr(at, end - at)) +
                       rest);
    }
    at = end + 1;
  }
  return result;
}

/// All phrases as one tree over words, its edges in one table. Node 0 is where a phrase may begin
/// anywhere, node 1 where one begins with a sentence.
class PhraseTree {
 public:
  explicit PhraseTree(const std::vector<Phrase>& phrases) {
    for (const Phrase& phrase : phrases) {
      for (const std::string& text : expanded(phrase.text)) {
        insert(phrase.behaviour, text);
      }
    }
    build_table();
  }

  struct Match {
    std::size_t words = 0;  ///< 0: none
    Behaviour behaviour = Behaviour::self_verification;
  };

  /// The longest phrase that begins at words[at].
  [[nodiscard]] Match longest(const std::vector<TraceWord>& words, std::size_t at) const {
    const std::uint64_t second = at + 1 < words.size() ? words[at + 1].hash : 0;
    if (!has(first_words_, words[at].hash) && !has(first_pairs_, pair_of(words[at].hash, second))) {
      return {};
    }
    Match best = walk(0, words, at);
    if (words[at].opens_sentence) {
      const Match opening = walk(1, words, at);
      best = opening.words > best.words ? opening : best;
    }
    return best;
  }

 private:
  struct Edge {
    std::uint64_t key = 0;
    std::uint32_t to = 0;  ///< 0: an empty slot
  };

  template <std::size_t size>
  static bool has(const std::bitset<size>& filter, std::uint64_t hash) {
    return filter[hash % size];
  }

  static std::uint64_t pair_of(std::uint64_t first, std::uint64_t second) {
    return first ^ std::rotl(second, 32);
  }

  static std::uint64_t key_of(std::uint32_t node, std::uint64_t word) {
    return word + node * 0x9e3779b97f4a7c15U;
  }

  void insert(Behaviour behaviour, std::string_view text) {
    std::uint32_t node = text.starts_with('^') ? 1 : 0;
    text.remove_prefix(node);
    std::vector<TraceWord> words;
    split_words(text, words);
    if (words.size() == 1) {
      first_words_.set(words[0].hash % first_words_.size());
    } else {
      first_pairs_.set(pair_of(words[0].hash, words[1].hash) % first_pairs_.size());
    }
    for (const TraceWord& word : words) {
      node = step_or_add(key_of(node, word.hash));
    }
    ends_[node] = behaviour;
  }

  std::uint32_t step_or_add(std::uint64_t key) {
    const auto [edge, added] = edges_.try_emplace(key, static_cast<std::uint32_t>(ends_.size()));
    if (added) {
      ends_.emplace_back();
    }
    return edge->second;
  }

  void build_table() {
    table_.resize(std::bit_ceil(2 * edges_.size()));
    for (const auto& [key, to] : edges_) {
      std::size_t place = place_of(key);
      while (table_[place].to != 0) {
        place = (place + 1) & (table_.size() - 1);
      }
      table_[place] = {key, to};
    }
  }

  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    return (key ^ (key >> 32U)) & (table_.size() - 1);
  }

  [[nodiscard]] std::uint32_t step(std::uint64_t key) const {
    std::size_t place = place_of(key);
    while (table_[place].to != 0 && table_[place].key != key) {
      place = (place + 1) & (table_.size() - 1);
    }
    return table_[place].to;
  }

  [[nodiscard]] Match walk(std::uint32_t node, const std::vector<TraceWord>& words,
                           std::size_t at) const {
    Match best;
    for (std::size_t i = at; i < words.size(); ++i) {
      node = step(key_of(node, words[i].hash));
      if (node == 0) {
        break;
      }
      if (ends_[node]) {
        best = {i + 1 - at, *ends_[node]};
      }
    }
    return best;
  }

  // Whether a phrase may begin with a word or a pair: spares most words the way into memory.
  std::bitset<4096> first_words_;   ///< of phrases that are one word
  std::bitset<65536> first_pairs_;  ///< of the others
  std::vector<std::optional<Behaviour>> ends_ = {std::nullopt, std::nullopt};  ///< by node
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;
  std::vector<Edge> table_;  ///< the same, quicker to look into
};

constexpr auto by_begin = [](const Span& a, const Span& b) { return a.begin < b.begin; };

/// Adds stretches of `words`, in order, to spans in order.
void add(std::vector<Span>& spans, const std::vector<Stretch>& stretches,
         const std::vector<TraceWord>& words, Behaviour behaviour) {
  const auto there = static_cast<std::ptrdiff_t>(spans.size());
  for (const auto& [first, last] : stretches) {
    spans.push_back({words[first].begin, words[last - 1].end, behaviour});
  }
  std::inplace_merge(spans.begin(), spans.begin() + there, spans.end(), by_begin);
}

/// Overlapping ones of one behaviour become one.
std::vector<Span> merged(const std::vector<Span>& spans) {
  std::array<std::size_t, n_behaviours> last{};  // index in `result` + 1 of the newest of its kind
  std::vector<Span> result;
  result.reserve(spans.size());
  for (const Span& span : spans) {
    std::size_t& newest = last[static_cast<std::size_t>(span.behaviour)];
    if (newest > 0 && span.begin < result[newest - 1].end) {
      result[newest - 1].end = std::max(result[newest - 1].end, span.end);
    } else {
      result.push_back(span);
      newest = result.size();
    }
  }
  return result;
}

/// In order; none overlaps the next.
std::vector<Span> find_phrases(const std::vector<TraceWord>& words) {
  static const PhraseTree tree(lexicon());
  std::vector<Span> spans;
  for (std::size_t at = 0; at < words.size();) {
    const PhraseTree::Match match = tree.longest(words, at);
    if (match.words > 0) {
      spans.push_back({words[at].begin, words[at + match.words - 1].end, match.behaviour});
    }
    at += std::max<std::size_t>(match.words, 1);
  }
  return spans;
}

}  // namespace

std::vector<Span> find_spans(std::string_view text, std::string_view question) {
  thread_local std::vector<TraceWord> words;
  thread_local std::vector<TraceWord> asked;
  split_words(text, words);
  split_words(question, asked);
  std::vector<Span> spans = find_phrases(words);
  add(spans, find_echoes(words, asked, echo_words), words, Behaviour::restating);
  add(spans, find_loops(words, LoopRule{}), words, Behaviour::looping);
  return merged(spans);
}

BehaviourCounts count_behaviours(std::string_view text, std::string_view question) {
  BehaviourCounts counts{};
  for (const Span& span : find_spans(text, question)) {
    ++counts[static_cast<std::size_t>(span.behaviour)];
  }
  return counts;
}

}  // namespace assay::statistics
