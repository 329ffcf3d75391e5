// How values of the usual types are written to a frame and read from it, checked. Behind
// frames.hpp.
#pragma once

namespace assay_proxy {

struct Number {
  char kind;
  std::int64_t integer;
  std::uint64_t natural;
  double real;
};

inline Number read_number(Reader& in, const char* wanted) {
  Number number{in.tag(), 0, 0, 0};
  switch (number.kind) {
    case 'b': {
      unsigned char bit;
      in.raw(&bit, 1);
      number.integer = bit != 0;
      number.kind = 'i';
      return number;
    }
    case 'i':
      number.integer = static_cast<std::int64_t>(in.word());
      return number;
    case 'u':
      number.natural = in.word();
      return number;
    case 'f':
      in.raw(&number.real, sizeof number.real);
      return number;
    default:
      throw Mismatch{wanted};
  }
}

template <>
struct Codec<bool> {
  static void write(Writer& out, bool value) {
    const unsigned char bit = value;
    out.tag('b');
    out.raw(&bit, 1);
  }
  static bool read(Reader& in) {
    const Number number = read_number(in, "not a truth value");
    if (number.kind != 'i' || (number.integer != 0 && number.integer != 1)) {
      throw Mismatch{"not a truth value"};
    }
    return number.integer != 0;
  }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static void write(Writer& out, T value) {
    const bool natural = value > T{} && static_cast<std::uint64_t>(value) > INT64_MAX;
    out.tag(natural ? 'u' : 'i');
    out.word(static_cast<std::uint64_t>(value));
  }
  static T read(Reader& in) {
    const Number number = read_number(in, "not a number");
    const std::uint64_t word =
        number.kind == 'u' ? number.natural : static_cast<std::uint64_t>(number.integer);
    const T value = static_cast<T>(number.kind == 'f' ? whole(number.real) : word);
    const bool negative = number.kind == 'f' ? number.real < 0 : number.integer < 0;
    const bool same = number.kind == 'f' ? static_cast<double>(value) == number.real
                                         : static_cast<std::uint64_t>(value) == word;
    if (!same || negative != (value < T{})) {
      throw Mismatch{"a number that the function's type cannot hold"};
    }
    return value;
  }

 private:
  static std::uint64_t whole(double value) {
    const bool fits = value > -9.2e18 && value < 9.2e18;
    return fits ? static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) : 0;
  }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static void write(Writer& out, T value) {
    const double real = static_cast<double>(value);
    out.tag('f');
    out.raw(&real, sizeof real);
  }
  static T read(Reader& in) {
    const Number number = read_number(in, "not a number");
    if (number.kind == 'f') {
      return static_cast<T>(number.real);  // as an assignment would round it
    }
    return number.kind == 'u' ? static_cast<T>(number.natural) : static_cast<T>(number.integer);
  }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_enum_v<T>>> {
  using Integer = std::underlying_type_t<T>;
  static void write(Writer& out, T value) {
    assay_proxy::write<Integer>(out, static_cast<Integer>(value));
  }
  static T read(Reader& in) { return static_cast<T>(assay_proxy::read<Integer>(in)); }
};

// --- text

template <>
struct Codec<std::string> {
  static void write(Writer& out, std::string_view value) {
    out.tag('s');
    out.word(value.size());
    out.raw(value.data(), value.size());
  }
  static std::string read(Reader& in) {
    in.expect('s', "not a string");
    const std::size_t size = in.count();
    return std::string(in.take(size), size);
  }
};

/// For what only points at text: it lives as long as the process.
inline const std::string& kept(std::string text) { return *new std::string(std::move(text)); }

template <>
struct Codec<std::string_view> {
  static void write(Writer& out, std::string_view value) { Codec<std::string>::write(out, value); }
  static std::string_view read(Reader& in) { return kept(Codec<std::string>::read(in)); }
};

template <>
struct Codec<const char*> {
  static void write(Writer& out, const char* value) { Codec<std::string>::write(out, value); }
  static const char* read(Reader& in) { return kept(Codec<std::string>::read(in)).c_str(); }
};

// --- compounds

struct Nothing {};

template <class T>
struct Codec<T, std::enable_if_t<std::is_same_v<T, std::nullopt_t> ||
                                 std::is_same_v<T, std::monostate> || std::is_same_v<T, Nothing>>> {
  static void write(Writer& out, const T&) { out.tag('n'); }
  static T read(Reader& in) {
    in.expect('n', "not empty");
    if constexpr (std::is_same_v<T, std::nullopt_t>) {
      return std::nullopt;
    } else {
      return T{};
    }
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static void write(Writer& out, const std::optional<T>& value) {
    out.tag('l');
    out.word(value.has_value());
    if (value) {
      assay_proxy::write<T>(out, *value);
    }
  }
  static std::optional<T> read(Reader& in) {
    in.expect('l', "not an optional value");
    const std::size_t count = in.count();
    if (count > 1) {
      throw Mismatch{"not an optional value"};
    }
    return count == 0 ? std::optional<T>() : std::optional<T>(assay_proxy::read<T>(in));
  }
};

template <class... T>
void write_all(Writer& out, const T&... values) {
  out.tag('l');
  out.word(sizeof...(T));
  (assay_proxy::write<T>(out, values), ...);
}

inline void read_count(Reader& in, std::size_t wanted) {
  in.expect('l', "not a tuple");
  if (in.count() != wanted) {
    throw Mismatch{"a tuple of another length"};
  }
}

template <class A, class B>
struct Codec<std::pair<A, B>> {
  static void write(Writer& out, const std::pair<A, B>& value) {
    write_all(out, value.first, value.second);
  }
  static std::pair<A, B> read(Reader& in) {
    read_count(in, 2);
    auto first = assay_proxy::read<std::remove_const_t<A>>(in);  // a map's key is const
    return {std::move(first), assay_proxy::read<B>(in)};
  }
};

template <class... T>
struct Codec<std::tuple<T...>> {
  static void write(Writer& out, const std::tuple<T...>& value) {
    std::apply([&](const auto&... items) { write_all(out, items...); }, value);
  }
  static std::tuple<T...> read(Reader& in) {
    read_count(in, sizeof...(T));
    return std::tuple<T...>{assay_proxy::read<T>(in)...};
  }
};

template <class T, std::size_t n>
struct Codec<std::array<T, n>> {
  static void write(Writer& out, const std::array<T, n>& value) {
    out.tag('l');
    out.word(n);
    for (const T& item : value) {
      assay_proxy::write<T>(out, item);
    }
  }
  static std::array<T, n> read(Reader& in) {
    read_count(in, n);
    std::array<T, n> value{};
    for (T& item : value) {
      item = assay_proxy::read<T>(in);
    }
    return value;
  }
};

template <class T>
using Item = typename T::value_type;

/// Sequences, sets and maps.
template <class T>
struct Codec<T, std::void_t<decltype(std::declval<T&>().insert(std::declval<T&>().end(),
                                                               std::declval<Item<T>>())),
                            std::enable_if_t<!std::is_same_v<T, std::string>>>> {
  static void write(Writer& out, const T& value) {
    out.tag('l');
    out.word(static_cast<std::uint64_t>(std::distance(value.begin(), value.end())));
    for (const auto& item : value) {
      assay_proxy::write<Item<T>>(out, item);
    }
  }
  static T read(Reader& in) {
    in.expect('l', "not a container");
    T value;
    for (std::size_t left = in.count(); left > 0; --left) {
      value.insert(value.end(), assay_proxy::read<Item<T>>(in));
    }
    return value;
  }
};

}  // namespace assay_proxy
