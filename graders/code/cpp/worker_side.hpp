// The candidate's side of a C++ problem: answers calls until there are no more. It is the
// candidate's own process; nothing here is trusted.
#pragma once

namespace assay_proxy {

inline void send_exception(const char* type, const char* what) {
  Writer reply;
  reply.tag('E');
  write<std::string>(reply, type);
  write<std::string>(reply, what);
  send(replies_fd, reply);
}

template <class P, class T>
void give_back(Writer& reply, std::uint64_t position, const T& value) {
  if constexpr (is_changed_in_place<P>) {
    reply.word(position);
    write<T>(reply, value);
  }
}

template <class R, class... P, std::size_t... i>
void answer(R (*function)(P...), Reader& in, std::index_sequence<i...>) {
  std::tuple<std::decay_t<P>...> arguments{read<std::decay_t<P>>(in)...};
  Writer reply;
  reply.tag('R');
  if constexpr (std::is_void_v<R>) {
    function(static_cast<P&&>(std::get<i>(arguments))...);
    write(reply, Nothing{});
  } else {
    write<std::decay_t<R>>(reply, function(static_cast<P&&>(std::get<i>(arguments))...));
  }
  reply.word((std::uint64_t{is_changed_in_place<P>} + ... + 0));
  (give_back<P>(reply, i, std::get<i>(arguments)), ...);
  std::cout.flush();
  std::fflush(nullptr);
  send(replies_fd, reply);
}

template <class R, class... P>
void answer(R (*function)(P...), Reader& in) {
  answer(function, in, std::index_sequence_for<P...>());
}

template <class... Function>
int serve(Function... functions) {
  std::string request;
  while (receive(requests_fd, request) == Received::frame) {
    try {
      Reader in(request);
      const std::uint64_t number = in.word();
      std::uint64_t i = 0;
      ((i++ == number ? answer(functions, in) : void()), ...);
    } catch (const std::invalid_argument& error) {
      send_exception("invalid_argument", error.what());
    } catch (const std::out_of_range& error) {
      send_exception("out_of_range", error.what());
    } catch (const std::bad_alloc&) {
      send_exception("bad_alloc", "");
    } catch (const std::exception& error) {
      send_exception("exception", error.what());
    } catch (const Malformed& error) {
      send_exception("exception", error.what);
    } catch (const Mismatch& error) {
      send_exception("exception", error.what);
    } catch (...) {
      send_exception("exception", "something that is no std::exception");
    }
  }
  return 0;
}

}  // namespace assay_proxy
