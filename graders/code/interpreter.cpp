#include "graders/code/interpreter.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

#include "graders/sandbox/resident.hpp"
#include "graders/sandbox/zygote.hpp"

namespace assay {

namespace embedded {
extern const std::string_view code_codec;
extern const std::string_view code_scope;
extern const std::string_view code_evaluate;
extern const std::string_view code_order;
extern const std::string_view code_questions;
extern const std::string_view code_objects;
extern const std::string_view code_operators;
extern const std::string_view code_proxies;
extern const std::string_view code_layouts;
extern const std::string_view code_driver;
extern const std::string_view code_resident;
extern const std::string_view code_worker;
extern const std::string_view code_program;
}  // namespace embedded

namespace {

/// What programs and tests usually import, so that each finds it loaded. Not `random` and
/// `threading`, which would cost every program, and not what is rare.
constexpr const char* usual_modules =
    "import bisect, collections, copy, functools, heapq, itertools, math, operator, re, string, "
    "typing\n";

/// Calls what every program needs, so that the interpreter has adapted its bytecode before it forks
/// rather than after.
constexpr const char* warm_codec = R"(
def warm():
    ends = os.pipe()
    decoder = Decoder(lambda stand_in: stand_in)
    for _ in range(32):
        arguments = Arguments()
        message = (0.0, "call", "f", ([1, -2.5, "s", None, True, {"k": (3,)}, {4}],))
        write_frame(ends[1], encode(message, None, MAX_DEPTH, None, arguments, True))
        decoder.decode(read_frame(ends[0]))
    for end in ends:
        os.close(end)

warm()
)";
constexpr const char* warm_worker = R"(
module.f = lambda x: x
for _ in range(32):
    serve(encode((0.0, "call", "f", ([1, [2], (3, [4])],))))
    serve(encode((0.0, "lookup", "g")))
del module.f
)";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    text += part;
  }
  return text;
}

}  // namespace

struct Interpreter::Pools {
  explicit Pools(const Sandbox& sandbox)
      : drivers(
            sandbox,
            joined({usual_modules, embedded::code_codec, embedded::code_scope, embedded::code_order,
                    embedded::code_evaluate, embedded::code_questions, embedded::code_objects,
                    embedded::code_operators, embedded::code_proxies, embedded::code_layouts,
                    embedded::code_driver, embedded::code_resident, warm_codec})),
        workers(sandbox, joined({usual_modules, embedded::code_codec, embedded::code_worker,
                                 warm_codec, warm_worker})),
        programs(sandbox, joined({usual_modules, embedded::code_program})),
        residents(drivers, "reside") {}

  ZygotePool drivers;
  ZygotePool workers;
  ZygotePool programs;
  ResidentPool residents;
};

Interpreter::Interpreter(const Sandbox& sandbox) : pools_(std::make_unique<Pools>(sandbox)) {}

Interpreter::~Interpreter() = default;

SandboxedProcess Interpreter::start_driver(const std::string& problem, std::vector<int> fds,
                                           const Limits& limits, int processor) const {
  if (problem.size() <= ResidentPool::most_input) {
    return pools_->residents.start(problem, fds, limits, processor);
  }
  Command command;
  command.input = problem;
  command.processor = processor;
  command.fds = std::move(fds);
  command.merge_errors = false;  // a test's warnings are no verdict
  return pools_->drivers.start("main", command, limits);
}

SandboxedProcess Interpreter::start_worker(std::vector<int> fds, const Limits& limits,
                                           int processor) const {
  Command command;
  command.processor = processor;
  command.fds = std::move(fds);
  return pools_->workers.start("main", command, limits);
}

SandboxedProcess Interpreter::start_program(const std::string& preamble, const std::string& source,
                                            const std::string& input, const Limits& limits) const {
  const FileDescriptor text = memory_file("program", source.data(), source.size());
  Command command;
  command.argv = {preamble};
  command.input = input;
  command.fds = {text.get()};
  command.merge_errors = false;
  return pools_->programs.start("run_program", command, limits);
}

SandboxedProcess Interpreter::start_checker(const std::string& source,
                                            const std::vector<File>& files,
                                            const Limits& limits) const {
  const FileDescriptor text = memory_file("checker", source.data(), source.size());
  Command command;
  for (const File& file : files) {
    command.input += file.name + " " + std::to_string(file.content.size()) + "\n" + file.content;
  }
  command.fds = {text.get()};
  command.merge_errors = false;
  return pools_->programs.start("run_files", command, limits);
}

}  // namespace assay
