#include "graders/code/build.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <future>
#include <map>
#include <mutex>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "graders/code/build_folder.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_failures = 4096;
constexpr int builds_before_header = 4;  ///< a compiled header costs about as much as they do
constexpr int not_compiled_status = 90;
constexpr int not_kept_status = 98;  ///< larger than a file may be, or no file

constexpr const char* script = R"(
file=$1 artifact=$2
shift 2
cat > "$file" || exit 97
"$@" < /dev/null || exit 90
test -f "$artifact" || exit 98
cat "$artifact" >&3
case $? in 0) ;; 153) exit 98 ;; *) exit 97 ;; esac
)";

/// Without namespaces /tmp is everybody's.
constexpr const char* own_directory = R"(
work=$(mktemp -d) && cd "$work" || exit 97
trap 'rm -rf "$work"' EXIT
)";

Limits compiler_limits() {
  Limits limits;
  limits.cpu_s = 20;
  limits.wall_s = 600;  // compilers do not sleep; a busy machine must not decide
  limits.memory_bytes = 2ULL << 30;
  limits.scratch_bytes = 256ULL << 20;
  limits.kept_output_bytes = 4096;
  return limits;
}

/// Changes when the compiler is replaced.
std::string identity(const std::vector<std::string>& command) {
  if (command.empty()) {
    return "";
  }
  const std::string& tool = command[0];
  struct stat status {};
  ::stat(tool.c_str(), &status);
  return fmt::format("{} {} {}", fs::canonical(tool).string(), status.st_size,
                     status.st_mtim.tv_sec);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) {
    result += fmt::format("{}:{}", text.size(), text);
  }
  return result;
}

std::string why_not(const Outcome& outcome, const Limits& limits) {
  switch (outcome.ending) {
    case Ending::cpu_limit:
      return fmt::format("the compiler used more than {} s of CPU time", limits.cpu_s);
    case Ending::wall_limit:
      return fmt::format("the compiler was not done after {} s", limits.wall_s);
    case Ending::output_limit:
      return fmt::format("the compiler printed more than {} bytes", limits.output_bytes);
    case Ending::signalled:
      return fmt::format("the compiler was killed by signal {}", outcome.signal);
    case Ending::stopped:
    case Ending::exited:
      break;
  }
  return outcome.exit_code == not_compiled_status ? "does not compile"
         : outcome.exit_code == not_kept_status   ? "compiles to nothing that can be kept"
                                                  : "";
}

}  // namespace

struct Builder::State {
  State(const Sandbox& the_sandbox, fs::path the_folder, std::uintmax_t most)
      : sandbox(the_sandbox),
        folder(std::move(the_folder)),
        programs(folder / "programs"),
        headers(folder / "headers"),
        bytes(most) {
    make_own_folder(folder, 0711);
    make_own_folder(programs, 0711);
    make_own_folder(headers, 0755);
    secret = folder_secret(folder);
  }

  const Sandbox& sandbox;
  fs::path folder;
  fs::path programs;
  fs::path headers;
  std::uintmax_t bytes;
  std::string secret;
  std::mutex mutex;
  std::map<std::string, std::shared_future<Built>> running;
  std::map<std::string, Built> failures;
  std::map<std::string, int> header_uses;
  int builds = 0;

  [[nodiscard]] std::vector<std::string> command_line(const BuildRequest& request,
                                                      const std::string& header_folder) const;
  Built compile(const BuildRequest& request, const fs::path& target, const fs::path& header_folder);
  fs::path header_folder_for(const BuildRequest& request);
  void precompile(const BuildRequest& request, const fs::path& folder_of_header);
  Built build(const std::string& key, const BuildRequest& request);
};

std::vector<std::string> Builder::State::command_line(const BuildRequest& request,
                                                      const std::string& header_folder) const {
  const bool namespaces = sandbox.isolation() == Isolation::namespaces;
  std::vector<std::string> argv = {fs::canonical("/bin/sh").string(),
                                   "-c",
                                   (namespaces ? "" : std::string(own_directory)) + script,
                                   "sh",
                                   request.source_name,
                                   request.artifact_name};
  argv.push_back(fs::canonical(request.command[0]).string());
  argv.insert(argv.end(), request.command.begin() + 1, request.command.end());
  if (!header_folder.empty()) {
    argv.push_back("-I" + header_folder);
    if (request.whole_header) {
      argv.insert(argv.end(), {"-include", request.header.name});
    }
  }
  return argv;
}

/// Puts the result at `target`, or says why there is none.
Built Builder::State::compile(const BuildRequest& request, const fs::path& target,
                              const fs::path& header_folder) {
  std::string pattern =
      (target.parent_path() / (std::string(unfinished_result) + "XXXXXX")).string();
  const FileDescriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (!file.open()) {
    throw InfrastructureError(fmt::format("cannot write to {}; set ASSAY_CACHE to another folder",
                                          target.parent_path().string()));
  }
  Command command;
  for (const char* folder_shown : {"/usr/bin", "/usr/include"}) {
    command.binds.push_back({folder_shown, folder_shown});
  }
  std::string seen_header;
  if (!header_folder.empty()) {
    command.binds.push_back(shown(sandbox, header_folder, "headers"));
    seen_header = command.binds.back().inside;
  }
  if (sandbox.isolation() == Isolation::process) {
    command.binds.clear();
  }
  command.argv = command_line(request, seen_header);
  command.input = request.source;
  command.fds = {file.get()};
  command.may_start_processes = true;
  const Limits limits = compiler_limits();
  const Outcome outcome = sandbox.run(command, limits);
  Built built;
  built.cpu_ms = outcome.cpu_ms;
  built.output = outcome.output;
  built.reason = why_not(outcome, limits);
  if (built.reason.empty() && outcome.exit_code != 0) {
    ::unlink(pattern.c_str());
    throw InfrastructureError(fmt::format("the compiler could not be run (status {}): {}",
                                          outcome.exit_code, outcome.output.substr(0, 300)));
  }
  if (!built.reason.empty()) {
    ::unlink(pattern.c_str());
    return built;
  }
  if (::fchmod(file.get(), 0711) != 0 || ::rename(pattern.c_str(), target.c_str()) != 0) {
    ::unlink(pattern.c_str());
    throw InfrastructureError(
        fmt::format("cannot write {}; set ASSAY_CACHE to another folder", target.string()));
  }
  built.artifact = target;
  return built;
}

/// Holds the header, and its compiled form once it pays.
fs::path Builder::State::header_folder_for(const BuildRequest& request) {
  if (request.header.name.empty()) {
    return {};
  }
  const std::string key = sha256_hex(joined({request.header.name, request.header.text,
                                             joined(request.command), identity(request.command)}))
                              .substr(0, 32);
  fs::path result = headers / key;
  const fs::path header = result / request.header.name;
  bool due = false;
  {
    const std::lock_guard lock(mutex);
    make_own_folder(result, 0755);
    fs::create_directories(header.parent_path());
    if (!fs::exists(header)) {
      replace_file(header, request.header.text);
      ::chmod(header.c_str(), 0644);
    }
    due = ++header_uses[key] == builds_before_header && !fs::exists(header.string() + ".gch");
  }
  if (due) {
    precompile(request, result);
  }
  return result;
}

void Builder::State::precompile(const BuildRequest& request, const fs::path& folder_of_header) {
  BuildRequest itself = request;
  itself.source = request.header.text;
  itself.source_name = "header.hpp";
  itself.artifact_name = "header.gch";
  for (std::string& argument : itself.command) {
    argument = argument == request.artifact_name ? itself.artifact_name
               : argument == request.source_name ? itself.source_name
                                                 : argument;
  }
  itself.command.insert(itself.command.begin() + 1, {"-x", "c++-header"});
  itself.header = {};
  const fs::path target = folder_of_header / (request.header.name + ".gch");
  try {
    if (!compile(itself, target, {}).artifact.empty()) {
      ::chmod(target.c_str(), 0644);
    }
  } catch (const InfrastructureError&) {
    // No room for it, most likely: programs compile without.
  }
}

Built Builder::State::build(const std::string& key, const BuildRequest& request) {
  // Some interpreters look at the name.
  const fs::path target =
      programs / (request.command.empty() ? key + "-" + request.source_name : key);
  if (::utimensat(AT_FDCWD, target.c_str(), nullptr, 0) == 0) {
    Built built;
    built.artifact = target;
    return built;
  }
  if (request.command.empty()) {
    replace_file(target, request.source);
    ::chmod(target.c_str(), 0644);
    Built built;
    built.artifact = target;
    return built;
  }
  Built built = compile(request, target, header_folder_for(request));
  const std::lock_guard lock(mutex);
  if (built.artifact.empty() && failures.size() < kept_failures) {
    failures.emplace(key, built);
  }
  if (++builds % 64 == 1) {
    keep_below(programs, bytes);
  }
  return built;
}

Builder::Builder(const Sandbox& sandbox, fs::path folder, std::uintmax_t bytes)
    : state_(std::make_unique<State>(sandbox, std::move(folder), bytes)) {}
Builder::~Builder() = default;

Built Builder::build(const BuildRequest& request) const {
  const std::string key =
      sha256_hex(joined({state_->secret, request.source, request.source_name, request.artifact_name,
                         joined(request.command), identity(request.command), request.header.name,
                         request.header.text}));
  std::promise<Built> promise;
  std::shared_future<Built> other;
  {
    const std::lock_guard lock(state_->mutex);
    const auto failed = state_->failures.find(key);
    if (failed != state_->failures.end()) {
      return failed->second;
    }
    const auto [entry, ours] = state_->running.try_emplace(key);
    if (ours) {
      entry->second = promise.get_future().share();
    } else {
      other = entry->second;
    }
  }
  if (other.valid()) {
    return other.get();
  }
  const auto done = [&] {
    const std::lock_guard lock(state_->mutex);
    state_->running.erase(key);
  };
  try {
    Built built = state_->build(key, request);
    promise.set_value(built);
    done();
    return built;
  } catch (...) {
    promise.set_exception(std::current_exception());
    done();
    throw;
  }
}

Bind shown(const Sandbox& sandbox, const fs::path& path, const std::string& name) {
  const std::string host = fs::canonical(path).string();
  return {host, sandbox.isolation() == Isolation::namespaces ? "/assay/" + name : host};
}

}  // namespace assay
