#include "datasets/builtin/code_families.hpp"

#include <algorithm>

#include "datasets/builtin/code_operations.hpp"
#include "engine/core/error.hpp"

namespace assay::builtin {
namespace {

/// An operation with its constant.
struct Step {
  const Operation* operation;
  std::int64_t k;
};

/// A chain, or, with `predicate`, a choice: `steps` on n first, then one of two branches.
struct Chain {
  std::vector<Step> steps;
  const Predicate* predicate = nullptr;
  std::int64_t k = 0;
  std::vector<Step> if_true;
  std::vector<Step> if_false;
};

std::string with_constant(const std::string& text, std::int64_t k) {
  std::string out;
  for (const char c : text) {
    out += c == 'K' ? std::to_string(k) : std::string(1, c);
  }
  return out;
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The operation as a Python expression over the variable `name`.
std::string expression(const Step& step, const std::string& name) {
  const std::string code = step.operation->code;
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool alone = (i == 0 || !is_word_char(code[i - 1])) &&
                       (i + 1 == code.size() || !is_word_char(code[i + 1]));
    if (code[i] == 'v' && alone) {
      out += name;
    } else if (code[i] == 'K') {
      out += std::to_string(step.k);
    } else {
      out += code[i];
    }
  }
  return out;
}

std::string wording(const Step& step) { return with_constant(step.operation->text, step.k); }

std::int64_t draw_constant(int low, int high, PhiloxStream& random) {
  return high == 0 ? 0 : random.between(low, high);
}

Step draw_step(char from, char to, PhiloxStream& random) {
  for (;;) {
    const auto& all = operations();
    const Operation& op = all[random.below(static_cast<std::uint32_t>(all.size()))];
    if (op.from == from && op.to == to) {
      return {&op, draw_constant(op.low, op.high, random)};
    }
  }
}

bool repeats(const std::vector<Step>& steps, const Step& next) {
  return std::ranges::any_of(steps,
                             [&](const Step& step) { return step.operation == next.operation; });
}

std::vector<Step> draw_steps(int count, char from, char last_to, PhiloxStream& random) {
  std::vector<Step> steps;
  while (static_cast<int>(steps.size()) < count) {
    const bool is_last = static_cast<int>(steps.size()) + 1 == count;
    const Step next = draw_step(from, is_last ? last_to : from, random);
    if (!repeats(steps, next)) {
      steps.push_back(next);
    }
  }
  return steps;
}

Chain draw_condition(int level, PhiloxStream& random) {
  Chain chain;
  chain.steps = draw_steps(level == 3 ? 1 : 0, 'n', 'n', random);
  const auto& all = predicates();
  chain.predicate = &all[random.below(static_cast<std::uint32_t>(all.size()))];
  chain.k = draw_constant(chain.predicate->low, chain.predicate->high, random);
  chain.if_true = draw_steps(level == 1 ? 1 : 2, 'n', 'n', random);
  do {
    chain.if_false = draw_steps(1, 'n', 'n', random);
  } while (chain.if_false[0].operation == chain.if_true[0].operation);
  return chain;
}

Chain draw_chain(std::string_view family, int level, PhiloxStream& random) {
  if (family == "conditions") {
    return draw_condition(level, random);
  }
  const bool is_string = family == "strings";
  const char from = is_string ? 's' : family == "numbers" ? 'n' : 'l';
  const bool to_number = family == "list_reduce" || (is_string && random.chance(0.4));
  Chain chain;
  chain.steps = draw_steps(level + 1, from, to_number ? 'n' : from, random);
  return chain;
}

bool apply_steps(const std::vector<Step>& steps, Value& value, std::vector<std::string>* trail) {
  for (const Step& step : steps) {
    value = step.operation->apply(value, step.k);
    if (!is_moderate(value)) {
      return false;
    }
    if (trail != nullptr) {
      trail->push_back(python_literal(value));
    }
  }
  return true;
}

/// Runs the chain in place; false if a value grows beyond what a test should hold.
bool run(const Chain& chain, Value& value, std::vector<std::string>* trail) {
  if (!apply_steps(chain.steps, value, trail)) {
    return false;
  }
  if (chain.predicate == nullptr) {
    return true;
  }
  const bool holds = chain.predicate->holds(std::get<std::int64_t>(value), chain.k);
  if (trail != nullptr) {
    trail->emplace_back(holds ? "yes" : "no");
  }
  return apply_steps(holds ? chain.if_true : chain.if_false, value, trail);
}

Value draw_input(char type, PhiloxStream& random, bool small) {
  if (type == 'n') {
    return std::int64_t{random.between(small ? 2 : -30, small ? 12 : 99)};
  }
  if (type == 's') {
    constexpr const char* words[] = {"Apple", "sky 7", "a1b2", "Blue Sea", "hello",  "Go On",
                                     "x9 Y8", "moon",  "Data", "red fox",  "RUN 42", "Icy tea"};
    std::string out = words[random.below(12)];
    return !small && random.chance(0.5) ? out + " " + words[random.below(12)] : out;
  }
  List xs;
  const int length = small ? random.between(3, 4) : random.between(4, 8);
  for (int i = 0; i < length; ++i) {
    xs.push_back(random.between(small ? 1 : -9, small ? 9 : 15));
  }
  return xs;
}

Value empty_input(char type) {
  if (type == 'n') {
    return std::int64_t{0};
  }
  return type == 's' ? Value{std::string()} : Value{List{}};
}

char input_type(const Chain& chain) {
  return chain.steps.empty() ? 'n' : chain.steps.front().operation->from;
}

std::string argument_name(char type) { return type == 'l' ? "xs" : type == 's' ? "s" : "n"; }

std::string join_words(const std::vector<Step>& steps) {
  std::string out;
  for (const Step& step : steps) {
    out += (out.empty() ? "" : ", then ") + wording(step);
  }
  return out;
}

std::string ask(const Chain& chain, const std::string& name, PhiloxStream& random) {
  const char type = input_type(chain);
  const std::string kind = type == 'l'   ? "a list of integers"
                           : type == 's' ? "a string"
                                         : "an integer";
  const std::string call = name + "(" + argument_name(type) + ")";
  std::string head;
  switch (random.below(3)) {
    case 0:
      head = "Write a Python function " + call + " that takes " + kind + ". Steps: ";
      break;
    case 1:
      head = "Define " + call + " in Python for " + kind + ": ";
      break;
    default:
      head = "Implement the Python function " + call + ". The input is " + kind + ". It must: ";
  }
  if (chain.predicate == nullptr) {
    const bool returns = chain.steps.back().operation->to == 'n' && type != 'n';
    return head + join_words(chain.steps) + (returns ? "." : ", then return the result.");
  }
  const std::string first = chain.steps.empty() ? "" : join_words(chain.steps) + ", then ";
  return head + first + "if " + with_constant(chain.predicate->text, chain.k) + ", " +
         join_words(chain.if_true) + "; otherwise " + join_words(chain.if_false) +
         ". Return the result.";
}

std::string statements(const std::vector<Step>& steps, const std::string& variable,
                       const std::string& indent, bool returns) {
  std::string out;
  for (const Step& step : steps) {
    const bool is_return = returns && &step == &steps.back();
    out += indent + (is_return ? "return " : variable + " = ") + expression(step, variable) + "\n";
  }
  return out;
}

std::string write_program(const Chain& chain, const std::string& name) {
  const std::string variable = argument_name(input_type(chain));
  const std::string head = "def " + name + "(" + variable + "):\n";
  if (chain.predicate == nullptr) {
    return head + statements(chain.steps, variable, "    ", true);
  }
  return head + statements(chain.steps, variable, "    ", false) + "    if " +
         with_constant(chain.predicate->code, chain.k) + ":\n" +
         statements(chain.if_true, variable, "        ", true) +
         statements(chain.if_false, variable, "    ", true);
}

/// A wrong reading of the step: the same operation with a neighbouring constant, or another one.
std::string misread(const Step& step, const std::string& variable, PhiloxStream& random) {
  if (step.operation->high > 0) {
    return expression({step.operation, step.k + 1}, variable);
  }
  Step other = step;
  while (other.operation == step.operation) {
    other = draw_step(step.operation->from, step.operation->to, random);
  }
  return expression(other, variable);
}

void plan_steps(const std::vector<Step>& steps, const std::string& variable, CodeTask& task,
                PhiloxStream& random) {
  for (const Step& step : steps) {
    const std::string text = wording(step);
    task.plan.push_back({text + ": " + expression(step, variable),
                         text + ": " + misread(step, variable, random),
                         "The text says: " + text + "."});
  }
}

void plan(const Chain& chain, CodeTask& task, PhiloxStream& random) {
  const std::string variable = argument_name(input_type(chain));
  plan_steps(chain.steps, variable, task, random);
  if (chain.predicate != nullptr) {
    const std::string text = with_constant(chain.predicate->text, chain.k);
    const std::string code = with_constant(chain.predicate->code, chain.k);
    task.plan.push_back({"if " + text + ": " + code, "if " + text + ": not " + code,
                         "The text says: if " + text + "."});
    plan_steps(chain.if_true, variable, task, random);
    task.plan.push_back({"otherwise", "", ""});
    plan_steps(chain.if_false, variable, task, random);
  }
}

std::string names_of(const std::vector<Step>& steps) {
  std::string out;
  for (const Step& step : steps) {
    out += std::string(out.empty() ? "" : ">") + step.operation->name;
  }
  return out;
}

std::string key_of(const Chain& chain) {
  const std::string front = std::string(1, input_type(chain)) + ":" + names_of(chain.steps);
  return chain.predicate == nullptr ? front
                                    : front + "?" + chain.predicate->name + "?" +
                                          names_of(chain.if_true) + ":" + names_of(chain.if_false);
}

/// Four to six asserts, the empty input first; false if a value is out of bounds or all are equal.
bool write_asserts(const Chain& chain, CodeTask& task, PhiloxStream& random) {
  const char type = input_type(chain);
  const int count = random.between(4, 6);
  bool varies = false;
  std::string first_expected;
  for (int i = 0; i < count; ++i) {
    Value value = i == 0 ? empty_input(type) : draw_input(type, random, false);
    const std::string input = python_literal(value);
    if (!run(chain, value, nullptr)) {
      return false;
    }
    const std::string expected = python_literal(value);
    first_expected = i == 0 ? expected : first_expected;
    varies = varies || expected != first_expected;
    task.asserts.push_back("assert " + task.entry_point + "(" + input + ") == " + expected);
  }
  return varies;
}

bool write_example(const Chain& chain, CodeTask& task, PhiloxStream& random) {
  Value value = draw_input(input_type(chain), random, true);
  task.example = {python_literal(value)};
  return run(chain, value, &task.example);
}

}  // namespace

CodeTask code_task(std::string_view family, int level, PhiloxStream& random) {
  constexpr const char* names[] = {"f", "g", "solve", "process", "compute", "transform", "run"};
  for (;;) {
    const Chain chain = draw_chain(family, level, random);
    CodeTask task;
    task.key = key_of(chain);
    task.entry_point = names[random.below(7)];
    if (!write_asserts(chain, task, random) || !write_example(chain, task, random)) {
      continue;
    }
    task.question = ask(chain, task.entry_point, random);
    task.program = write_program(chain, task.entry_point);
    plan(chain, task, random);
    return task;
  }
}

}  // namespace assay::builtin
