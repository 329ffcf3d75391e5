#include "evals/cli/grade_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "datasets/layouts/layouts.hpp"
#include "datasets/readers/data_file.hpp"
#include "datasets/readers/row_fields.hpp"
#include "engine/core/error.hpp"
#include "evals/cli/sample_text.hpp"
#include "graders/code/extract.hpp"

namespace assay::cli {

namespace {

using nlohmann::json;

/// The number at the end of an id, without leading zeros; empty if it has none.
std::string last_number(const std::string& id) {
  const std::size_t begin = id.find_last_not_of("0123456789") + 1;
  const std::string digits = id.substr(begin);
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? digits.substr(0, 1) : digits.substr(first);
}

/// What stands before that number, letters alone: "Mbpp/11" and "mbpp-11" are of one data set.
std::string data_set_of(const std::string& id) {
  std::string letters;
  for (const char c : id.substr(0, id.find_last_not_of("0123456789") + 1)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return letters;
}

std::string stripped(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos
             ? ""
             : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// One answer of a row.
struct Sample {
  std::string text;
  SampleText meaning = SampleText::reply;
};

class SampleReader {
 public:
  SampleReader(const ProblemTable& problems, std::vector<GradeItem>& items)
      : problems_(problems), items_(items) {}

  void read(const Row& row, std::size_t number) {
    const RowFields fields(row);
    const bool harness = fields.has("doc") && (fields.has("resps") || fields.has("filtered_resps"));
    GradeItem item;
    item.row = number;
    const std::shared_ptr<const Problem> problem =
        harness ? problem_of_doc(fields, item.name) : problem_named(fields, item.name);
    if (harness && is_of_another_filter(fields, *problem)) {
      ++other_filters_;
      return;
    }
    const std::vector<Sample> samples =
        harness ? samples_of_doc(fields, *problem) : samples_of(fields);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      take(samples[i], problem, item);
      if (finish_reason(fields, i, samples.size()) == "length") {
        item.completion.finish_reason = FinishReason::length;
      }
      items_.push_back(item);
    }
  }

  [[nodiscard]] std::size_t other_filters() const { return other_filters_; }

 private:
  /// lm-eval writes a document once for each of its filters; the replies are the same.
  bool is_of_another_filter(const RowFields& row, const Problem& problem) {
    const std::string document = row.has("doc_id") ? row.text("doc_id") : problem.id;
    const std::string filter = row.text_or("filter", "");
    return filters_.emplace(document, filter).first->second != filter;
  }

  /// Of the row, or of sample i where our own export noted one for each.
  static std::string finish_reason(const RowFields& row, std::size_t i, std::size_t count) {
    if (row.has("finish_reason")) {
      return row.text("finish_reason");
    }
    const json* notes = row.has("assay") ? &row.get("assay") : nullptr;
    const bool noted =
        notes != nullptr && notes->is_array() && notes->size() == count && notes->at(i).is_object();
    return noted ? notes->at(i).value("finish_reason", "") : "";
  }

  /// A program is judged as it is; a reply is searched for one, or for an answer.
  void take(const Sample& sample, const std::shared_ptr<const Problem>& problem, GradeItem& item) {
    std::optional<std::string> program;
    if (problem->tests) {
      program = program_of_sample(sample.text, sample.meaning, *problem->tests);
    }
    item.problem = program ? for_whole_programs(problem) : problem;
    item.completion = program ? Completion() : completion_from_text(sample.text);
    if (program) {
      item.completion.answer = *std::move(program);
      item.completion.think_end = 0;
    }
  }

  std::shared_ptr<const Problem> for_whole_programs(const std::shared_ptr<const Problem>& problem) {
    std::shared_ptr<const Problem>& known = whole_[problem.get()];
    if (!known) {
      Problem changed = *problem;
      changed.tests->extraction = whole_answer;
      known = std::make_shared<const Problem>(std::move(changed));
    }
    return known;
  }

  std::shared_ptr<const Problem> problem_named(const RowFields& row, json& name) const {
    const std::string id = problem_name(row);
    for (const char* field : {"task_id", "name", "question_id", "id"}) {
      if (row.has(field)) {
        name = row.get(field);
        break;
      }
    }
    std::shared_ptr<const Problem> problem = problems_.find(id);
    if (!problem) {
      row.fail(fmt::format("no problem is named '{}'; the first of {} is '{}'", id,
                           problems_.problems().size(), problems_.problems().front()->id));
    }
    return problem;
  }

  /// lm-eval's rows hold the data set's own row; else its number counts.
  std::shared_ptr<const Problem> problem_of_doc(const RowFields& row, json& name) const {
    const json& doc = row.get("doc");
    std::shared_ptr<const Problem> problem;
    for (const char* field : {"task_id", "question_id", "name", "id"}) {
      if (doc.is_object() && doc.contains(field) && !problem) {
        name = doc.at(field);
        problem = problems_.find(name.is_string() ? name.get<std::string>() : name.dump());
      }
    }
    for (const char* field : {"question", "problem", "prompt", "text"}) {
      if (!problem && doc.is_object() && doc.contains(field) && doc.at(field).is_string()) {
        problem = problems_.find_question(doc.at(field).get<std::string>());
        name = problem ? json(problem->id) : json();
      }
    }
    if (!problem) {
      row.fail(
          "field 'doc' fits no problem, neither by task_id nor by its question; "
          "is this another suite?");
    }
    return problem;
  }

  static void append(const RowFields& row, const char* field, SampleText meaning,
                     std::vector<Sample>& samples) {
    if (!row.get(field).is_array()) {
      samples.push_back({row.text(field), meaning});
      return;
    }
    for (const std::string& text : row.texts(field)) {
      samples.push_back({text, meaning});
    }
    if (samples.empty()) {  // a model that gave nothing is counted, as unparsed
      samples.push_back({"", meaning});
    }
  }

  static std::vector<Sample> samples_of(const RowFields& row) {
    std::vector<Sample> samples;
    if (row.has("solution")) {
      append(row, "solution", SampleText::solution, samples);
    } else if (row.has("completion")) {
      append(row, "completion", SampleText::completion, samples);
    } else if (row.has("code_list")) {
      append(row, "code_list", SampleText::solution, samples);
    } else if (row.has("response")) {
      append(row, "response", SampleText::reply, samples);
    } else {
      row.fail("has no answer; give it a 'completion', 'solution', 'code_list' or 'response'");
    }
    return samples;
  }

  /// `resps` holds what the model said, `filtered_resps` what the harness's filter made of it: of
  /// code the program (prompt and all), of mathematics only the answer that it found.
  static std::vector<Sample> samples_of_doc(const RowFields& row, const Problem& problem) {
    std::vector<Sample> samples;
    const bool code = problem.tests.has_value();
    if (row.has("resps")) {
      append_nested(row, "resps", code ? SampleText::completion : SampleText::reply, samples);
    }
    if (code && row.has("filtered_resps")) {
      std::vector<Sample> filtered;
      append_nested(row, "filtered_resps", SampleText::solution, filtered);
      const bool same =
          filtered.size() == samples.size() &&
          std::equal(filtered.begin(), filtered.end(), samples.begin(),
                     [](const Sample& a, const Sample& b) { return a.text == b.text; });
      return same || filtered.empty() ? samples : filtered;
    }
    if (samples.empty()) {
      append_nested(row, "filtered_resps", SampleText::reply, samples);
    }
    return samples;
  }

  static void append_nested(const RowFields& row, const char* field, SampleText meaning,
                            std::vector<Sample>& samples) {
    const std::size_t before = samples.size();
    std::vector<const json*> open = {&row.get(field)};
    while (!open.empty()) {
      const json& value = *open.back();
      open.pop_back();
      if (value.is_string()) {
        samples.push_back({value.get<std::string>(), meaning});
      } else if (value.is_array()) {
        for (auto item = value.rbegin(); item != value.rend(); ++item) {
          open.push_back(&*item);
        }
      } else {
        row.fail(fmt::format("field '{}' must hold texts, but holds something of type {}", field,
                             value.type_name()));
      }
    }
    if (samples.size() == before) {
      row.fail(fmt::format("field '{}' holds no text", field));
    }
  }

  const ProblemTable& problems_;
  std::vector<GradeItem>& items_;
  std::map<const Problem*, std::shared_ptr<const Problem>> whole_;
  std::map<std::string, std::string> filters_;  ///< the first of each document
  std::size_t other_filters_ = 0;
};

}  // namespace

ProblemTable::ProblemTable(std::vector<Problem> problems) {
  for (Problem& problem : problems) {
    const std::size_t index = problems_.size();
    by_id_.emplace_back(problem.id, index);
    by_question_.emplace_back(stripped(problem.question), index);
    if (const std::string number = last_number(problem.id); !number.empty()) {
      by_number_.emplace_back(number, index);
    }
    problems_.push_back(std::make_shared<const Problem>(std::move(problem)));
  }
  for (Index* index : {&by_id_, &by_number_, &by_question_}) {
    std::sort(index->begin(), index->end());
  }
  const auto twice =
      std::adjacent_find(by_id_.begin(), by_id_.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != by_id_.end()) {
    throw DataError(fmt::format("two problems are named '{}'; names must be unique", twice->first));
  }
}

std::shared_ptr<const Problem> ProblemTable::only(const Index& index,
                                                  const std::string& key) const {
  const auto [first, last] =
      std::equal_range(index.begin(), index.end(), std::pair<std::string, std::size_t>(key, 0),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  return last - first == 1 ? problems_[first->second] : nullptr;
}

std::shared_ptr<const Problem> ProblemTable::find(const std::string& name) const {
  std::shared_ptr<const Problem> found = only(by_id_, name);
  if (found) {
    return found;
  }
  found = only(by_number_, last_number(name));
  const std::string wanted = data_set_of(name);
  const std::string known = found ? data_set_of(found->id) : "";
  return wanted.empty() || known.empty() || wanted == known ? found : nullptr;
}

std::shared_ptr<const Problem> ProblemTable::find_question(const std::string& question) const {
  return only(by_question_, stripped(question));
}

std::vector<Problem> read_problems(const std::filesystem::path& path, const std::string& layout) {
  std::vector<Problem> problems;
  for (const Row& row : read_data(path)) {
    problems.push_back(read_code_problem(RowFields(row), layout));
  }
  if (problems.empty()) {
    throw DataError(fmt::format("{}: holds no problems", path.string()));
  }
  return problems;
}

Samples read_samples(const std::filesystem::path& path, const ProblemTable& problems) {
  Samples samples;
  SampleReader reader(problems, samples.items);
  std::size_t number = 0;
  for (const Row& row : read_data(path)) {
    reader.read(row, ++number);
  }
  if (samples.items.empty()) {
    throw DataError(fmt::format("{}: holds no samples", path.string()));
  }
  samples.other_filters = reader.other_filters();
  return samples;
}

}  // namespace assay::cli
