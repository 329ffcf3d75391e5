// The tests' side of a C++ problem: each function under test is call(), and what the tests find out
// goes to a pipe that only this process has: one line, `kind reason`. Standard assert() ends in
// our __assert_fail. Compiled without a byte of the candidate's text.
#pragma once

namespace assay_proxy {

inline int calls = 0;

/// The first finding counts, and ends the process.
[[noreturn]] inline void conclude(const char* kind, const std::string& reason) {
  std::string line = std::string(kind) + ' ' + reason.substr(0, 1000);
  std::replace(line.begin(), line.end(), '\n', ' ');
  write_exactly(verdict_fd, line.data(), line.size());
  ::_exit(0);
}

[[noreturn]] inline void broken(const char* what) {
  conclude("runtime_error", std::string("broke the protocol: ") + what);
}

/// The candidate threw. A test may catch it; its type there is the nearest of the library's.
struct Thrown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline std::string exchange(const Writer& request) {
  pollfd pending{replies_fd, POLLIN, 0};
  if (::poll(&pending, 1, 0) > 0 && (pending.revents & POLLIN) != 0) {
    broken("a reply without a request");
  }
  std::string reply;
  if (!send(requests_fd, request)) {
    conclude("gone", "");
  }
  switch (receive(replies_fd, reply)) {
    case Received::end:
      conclude("gone", "");
    case Received::too_large:
      broken("a reply of more than 16 MiB");
    case Received::frame:
      ++calls;
  }
  return reply;
}

template <class P, class A>
void take_back(Reader& in, A& argument) {
  std::decay_t<P> changed = read<std::decay_t<P>>(in);
  if constexpr (is_changed_in_place<P>) {
    argument = std::move(changed);
  }
}

/// After the result: how many arguments changed in place, then each one's position and value.
template <class... P, class... A>
void take_back_all(Reader& in, A&... arguments) {
  for (std::size_t left = in.count(); left > 0; --left) {
    const std::uint64_t position = in.word();
    std::uint64_t i = 0;
    const bool found =
        ((i++ == position ? (take_back<P>(in, arguments), true) : false) || ... || false);
    if (!found) {
      throw Malformed{"no such argument"};
    }
  }
}

[[noreturn]] inline void rethrow(Reader& in) {
  const std::string type = read<std::string>(in);
  const std::string what = read<std::string>(in);
  if (type == "bad_alloc") {
    conclude("memory", "std::bad_alloc");
  }
  if (type == "invalid_argument") {
    throw std::invalid_argument(what);
  }
  if (type == "out_of_range") {
    throw std::out_of_range(what);
  }
  throw Thrown(what);
}

inline bool candidate_threw = false;

template <class Value, class... P, class... A>
Value answer(const std::string& reply, A&... arguments) {
  Reader in(reply);
  const char kind = in.tag();
  candidate_threw = kind == 'E';
  if (kind == 'E') {
    rethrow(in);
  }
  if (kind != 'R') {
    throw Malformed{"neither a value nor an exception"};
  }
  Value value = read<Value>(in);
  take_back_all<P...>(in, arguments...);
  if (!in.done()) {
    throw Malformed{"more than a value"};
  }
  return value;
}

/// The body of a function under test, the worker's `number`th. `R (*)(P...)` is the function
/// itself.
template <class R, class... P, class... A>
R call(std::uint64_t number, R (*)(P...), A&... arguments) {
  using Value = std::conditional_t<std::is_void_v<R>, Nothing, std::decay_t<R>>;
  Writer request;
  request.word(number);
  (write<std::decay_t<P>>(request, arguments), ...);
  const std::string reply = exchange(request);
  try {
    if constexpr (std::is_void_v<R>) {
      answer<Value, P...>(reply, arguments...);
    } else if constexpr (std::is_reference_v<R>) {
      static std::deque<Value> results;
      results.push_back(answer<Value, P...>(reply, arguments...));
      return static_cast<R>(results.back());
    } else {
      return answer<Value, P...>(reply, arguments...);
    }
  } catch (const Malformed& error) {
    broken(error.what);
  } catch (const Mismatch& error) {
    conclude("incorrect", std::string("returned ") + error.what);
  } catch (const std::bad_alloc&) {
    broken("a value too large to hold");
  }
}

inline void on_end(int status, void*) {
  if (status == 0 && calls == 0) {
    conclude("runtime_error", "the tests called no function of the program");
  }
  if (status == 0) {
    conclude("pass", std::to_string(calls) + " calls");
  }
  conclude("incorrect", "the tests ended with status " + std::to_string(status));
}

[[noreturn]] inline void on_terminate() {
  std::string what = "an exception";
  try {
    if (std::current_exception()) {
      throw;
    }
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  conclude(candidate_threw ? "runtime_error" : "incorrect",
           (candidate_threw ? "threw: " : "the tests could not use the value: ") + what);
}

inline void on_signal(int number) {
  conclude(calls == 0 ? "broken_tests" : "incorrect",
           "the tests could not use the value: signal " + std::to_string(number));
}

inline const bool prepared = [] {
  static char stack[64 << 10];
  stack_t other{};
  other.ss_sp = stack;
  other.ss_size = sizeof stack;
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    ::sigaction(number, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::on_exit(on_end, nullptr);
  std::set_terminate(on_terminate);
  return true;
}();

}  // namespace assay_proxy

extern "C" [[noreturn]] void __assert_fail(const char* expression, const char*, unsigned line,
                                           const char*) noexcept {
  assay_proxy::conclude("incorrect",
                        "line " + std::to_string(line) + " of the tests: " + expression);
}
