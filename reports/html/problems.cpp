#include "reports/html/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "reports/format.hpp"
#include "reports/html/escape.hpp"

namespace assay::html {

namespace {

struct Row {
  std::string suite;
  std::string id;
  std::string subject;
  int level = 0;
  std::vector<VerdictKind> verdicts;  ///< by sample
  std::string trace;                  ///< its id in the TraceStore

  [[nodiscard]] double rate() const {
    const auto correct = std::count(verdicts.begin(), verdicts.end(), VerdictKind::correct);
    return verdicts.empty() ? 0.0
                            : static_cast<double>(correct) / static_cast<double>(verdicts.size());
  }
};

/// The tests of a layout that has inputs, with the expected outputs where the problem holds them.
std::string inputs_text(const CodeTests& tests) {
  std::string text;
  for (std::size_t i = 0; i < tests.inputs.size(); ++i) {
    text += fmt::format("input {}:\n{}\n", i + 1, tests.inputs[i]);
    if (i < tests.outputs.size()) {
      text += fmt::format("expected:\n{}\n", tests.outputs[i]);
    }
  }
  return text;
}

std::string tests_text(const CodeTests& tests) {
  switch (tests.layout) {
    case CodeLayout::humaneval:
    case CodeLayout::program:
      return tests.test;
    case CodeLayout::evalplus:
    case CodeLayout::functional:
    case CodeLayout::stdin_io:
      return inputs_text(tests);
    case CodeLayout::asserts:
      break;
  }
  std::string text = tests.setup.empty() ? "" : tests.setup + "\n";
  for (const std::string& assertion : tests.asserts) {
    text += assertion + "\n";
  }
  return text;
}

/// Spans of the text as [begin, end, behaviour], in UTF-16 units, as JavaScript counts.
nlohmann::json marks(const std::string& text, const std::string& question) {
  nlohmann::json list = nlohmann::json::array();
  std::size_t bytes = 0;
  std::size_t units = 0;
  const auto unit_at = [&](std::size_t byte) {
    for (; bytes < byte; ++bytes) {
      const auto lead = static_cast<unsigned char>(text[bytes]);
      units += (lead & 0xc0U) == 0x80U ? 0 : lead >= 0xf0U ? 2 : 1;
    }
    return units;
  };
  const std::vector<statistics::Span> spans = statistics::find_spans(text, question);
  std::vector<std::size_t> places;
  for (const statistics::Span& span : spans) {
    places.push_back(span.begin);
    places.push_back(span.end);
  }
  std::sort(places.begin(), places.end());
  std::map<std::size_t, std::size_t> unit_of;
  for (const std::size_t place : places) {
    unit_of[place] = unit_at(place);
  }
  for (const statistics::Span& span : spans) {
    list.push_back({unit_of[span.begin], unit_of[span.end], to_string(span.behaviour)});
  }
  return list;
}

nlohmann::json problem_json(const Problem& problem) {
  return {{"id", problem.id},
          {"prompt", problem.prompt},
          {"gold", problem.gold},
          {"tests", problem.tests ? tests_text(*problem.tests) : ""}};
}

nlohmann::json sample_json(const StoredSample& sample, const std::string& question) {
  const Completion& completion = sample.completion;
  const Verdict& verdict = sample.verdict;
  const std::string thinking = valid_utf8(completion.thinking);
  return {{"index", sample.key.index},
          {"kind", to_string(sample.key.kind)},
          {"verdict", to_string(verdict.kind)},
          {"thinking_tokens", completion.thinking_tokens()},
          {"tokens", completion.tokens()},
          {"finish", to_string(completion.finish_reason)},
          {"thinking", thinking},
          {"marks", marks(thinking, question)},
          {"answer", completion.answer},
          {"extracted", verdict.extracted},
          {"reason", verdict.reason},
          {"output", verdict.output},
          {"grader", verdict.grader}};
}

/// Builds rows and stores traces while the samples stream by, ordered by problem.
class Writer {
 public:
  Writer(const std::vector<StoredProblem>& problems, std::size_t run, TraceStore& traces)
      : problems_(problems), traces_(traces) {
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const Problem& problem = problems[i].problem;
      index_[{problems[i].suite, problem.id}] = i;
      rows_.push_back({problems[i].suite,
                       problem.id,
                       problem.subject,
                       problem.level,
                       {},
                       fmt::format("{}-{}", run, i)});
    }
  }

  void add(const StoredSample& sample) {
    const std::size_t problem = index_.at({sample.key.suite, sample.key.problem});
    flush_before(problem);
    samples_.push_back(sample_json(sample, problems_[problem].problem.question));
    if (sample.key.kind == SampleKind::full) {
      rows_[problem].verdicts.push_back(sample.verdict.kind);
    }
  }

  [[nodiscard]] std::vector<Row> finish() {
    flush_before(problems_.size());
    return std::move(rows_);
  }

 private:
  /// Samples come in the order of problems(), so that all before `problem` are whole.
  void flush_before(std::size_t problem) {
    for (; next_ < problem; ++next_) {
      nlohmann::json document = problem_json(problems_[next_].problem);
      document["samples"] = std::move(samples_);
      samples_ = nlohmann::json::array();
      traces_.add(rows_[next_].trace, document);
    }
  }

  const std::vector<StoredProblem>& problems_;
  TraceStore& traces_;
  std::map<std::pair<std::string, std::string>, std::size_t> index_;
  std::vector<Row> rows_;
  nlohmann::json samples_ = nlohmann::json::array();
  std::size_t next_ = 0;
};

/// Colour and sign tell the same, for print and for eyes that see no red and green.
std::string dot(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::correct:
      return R"(<i class="dot correct">✓</i>)";
    case VerdictKind::incorrect:
      return R"(<i class="dot wrong">✗</i>)";
    default:
      return fmt::format(R"(<i class="dot odd" title="{0}">{1}</i>)", to_string(kind),
                         to_string(kind).front());
  }
}

std::string row_markup(const Row& row) {
  std::string dots;
  for (const VerdictKind kind : row.verdicts) {
    dots += dot(kind);
  }
  const auto correct = std::count(row.verdicts.begin(), row.verdicts.end(), VerdictKind::correct);
  std::string about = escape(row.subject);
  if (row.level > 0) {
    about += fmt::format("{}level {}", about.empty() ? "" : ", ", row.level);
  }
  return fmt::format(
      R"(<button type="button" class="problem" aria-expanded="false" data-problem="{}" data-rate="{:.4f}">)"
      R"(<span class="id">{}<small>{}</small></span><span class="rate">{}/{}</span>)"
      R"(<span class="dots" aria-hidden="true">{}</span></button>)"
      "\n",
      row.trace, row.rate(), escape(row.id), about, correct, row.verdicts.size(), dots);
}

std::string filter_markup(const std::string& list) {
  return fmt::format(
      R"(<div class="filter" data-list="{}"><label>Search <input type="search" placeholder="id or subject"></label>)"
      R"(<label>Show <select><option value="all">all problems</option>)"
      R"(<option value="never">never solved</option><option value="sometimes">sometimes solved</option>)"
      R"(<option value="always">always solved</option></select></label>)"
      R"(<span class="muted" role="status"></span></div>)"
      "\n",
      list);
}

std::string suite_markup(const SuiteSummary& suite, std::vector<Row> rows,
                         const std::string& list) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.rate() < b.rate(); });
  std::string text = fmt::format("<h3>{}</h3>\n{}<div class=\"map\" id=\"{}\">\n",
                                 escape(suite.entry.name), filter_markup(list), list);
  for (const Row& row : rows) {
    text += row_markup(row);
  }
  return text + "</div>\n";
}

}  // namespace

std::size_t text_bytes(const RunFile& file) {
  std::size_t bytes = 0;
  for (const StoredProblem& stored : file.problems()) {
    bytes += stored.problem.prompt.size();
    bytes += stored.problem.tests ? tests_text(*stored.problem.tests).size() : 0;
  }
  file.for_each_packed([&](PackedSample&& packed) {
    const StoredSample sample = file.unpack(packed, TokenIds::left_out);
    for (const std::string* text :
         {&sample.completion.thinking, &sample.completion.answer, &sample.verdict.extracted,
          &sample.verdict.reason, &sample.verdict.output}) {
      bytes += text->size();
    }
  });
  return bytes;
}

std::string problems(const RunFile& file, const Summary& summary, std::size_t run,
                     TraceStore& traces) {
  const std::vector<StoredProblem> stored = file.problems();
  Writer writer(stored, run, traces);
  file.for_each([&](const StoredSample& sample) { writer.add(sample); });
  std::map<std::string, std::vector<Row>> rows;
  for (Row& row : writer.finish()) {
    rows[row.suite].push_back(std::move(row));
  }
  std::string text =
      "<section><h2>Problems and traces</h2>\n<p>Hardest first; one mark a sample. Open a problem "
      "to read its prompt, every trace, and why it was judged so.</p>\n"
      R"(<p class="legend"><span><i class="dot correct">✓</i>correct</span>)"
      R"(<span><i class="dot wrong">✗</i>incorrect</span>)"
      R"(<span><i class="dot odd">t</i>other: t truncated or timeout, u unparsed, … </span></p>)"
      "\n<noscript><p class=\"warning\">Traces open with JavaScript only; "
      "<code>assay show</code> prints them as well.</p></noscript>\n";
  for (std::size_t i = 0; i < summary.suites.size(); ++i) {
    text += suite_markup(summary.suites[i], std::move(rows[summary.suites[i].entry.name]),
                         fmt::format("list-{}-{}", run, i));
  }
  return text + "</section>\n";
}

}  // namespace assay::html
