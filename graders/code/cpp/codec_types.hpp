// How values whose type is one of several, and plain structs, cross. Behind codec.hpp.
#pragma once

namespace assay_proxy {

// --- one of several types

template <class... T>
struct Alternatives {
  template <class Visit>
  static bool visit(std::size_t index, Visit visit) {
    std::size_t i = 0;
    return ((i++ == index ? (visit(static_cast<T*>(nullptr)), true) : false) || ...);
  }
};

template <class... T>
struct Codec<std::variant<T...>> {
  static void write(Writer& out, const std::variant<T...>& value) {
    out.tag('v');
    out.word(value.index());
    std::visit([&](const auto& item) { assay_proxy::write(out, item); }, value);
  }
  static std::variant<T...> read(Reader& in) {
    in.expect('v', "not one of several types");
    std::optional<std::variant<T...>> value;
    const auto read_as = [&](auto* type) {
      value.emplace(assay_proxy::read<std::remove_pointer_t<decltype(type)>>(in));
    };
    if (!Alternatives<T...>::visit(in.word(), read_as)) {
      throw Malformed{"no such type"};
    }
    return *std::move(value);
  }
};

/// A union of the prompt, which both sides compile as a struct that knows which member counts.
template <class T>
struct Codec<T, std::void_t<typename T::assay_members>> {
  static void write(Writer& out, const T& value) {
    out.tag('v');
    out.word(value.assay_active);
    value.assay_visit([&](const auto& item) { assay_proxy::write(out, item); });
  }
  static T read(Reader& in) {
    in.expect('v', "not one of several types");
    return read_member(in, static_cast<typename T::assay_members*>(nullptr));
  }

 private:
  template <class... M>
  static T read_member(Reader& in, std::tuple<M...>*) {
    std::optional<T> value;
    const auto read_as = [&](auto* type) {
      value.emplace(assay_proxy::read<std::remove_pointer_t<decltype(type)>>(in));
    };
    if (!Alternatives<M...>::visit(in.word(), read_as)) {
      throw Malformed{"no such type"};
    }
    return *std::move(value);
  }
};

/// What a std::any may hold. The position is what is sent: both sides are compiled from this list.
using AnyTypes =
    Alternatives<int, long, long long, unsigned, unsigned long, unsigned long long, short, char,
                 bool, float, double, const char*, std::string, std::nullopt_t, std::vector<int>,
                 std::vector<long>, std::vector<float>, std::vector<double>, std::vector<bool>,
                 std::vector<std::string>, std::vector<std::any>, std::map<int, int>,
                 std::map<long, long>, std::map<std::string, std::string>,
                 std::map<std::string, int>, std::map<std::string, long>,
                 std::map<long, std::string>, std::map<std::string, std::any>,
                 std::vector<std::vector<int>>, std::vector<std::vector<long>>, std::set<long>,
                 std::tuple<>, std::tuple<long, long>, std::pair<long, long>>;

/// A template, as is all that is not always needed: what is not used then costs no compile time.
template <class Any>
struct Codec<Any, std::enable_if_t<std::is_same_v<Any, std::any>>> {
  /// An empty one, or one of a type that is not known here, is nothing.
  static void write(Writer& out, const Any& value) {
    std::size_t i = 0;
    bool written = false;
    const auto write_as = [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      if (value.type() == typeid(T)) {
        out.tag('a');
        out.word(i);
        assay_proxy::write<T>(out, std::any_cast<const T&>(value));
        written = true;
      }
    };
    while (!written && AnyTypes::visit(i, write_as)) {
      ++i;
    }
    if (!written) {
      out.tag('n');
    }
  }
  static Any read(Reader& in) {
    const char kind = in.tag();
    Any value;
    const auto read_as = [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      value = assay_proxy::read<T>(in);
    };
    if (kind != 'n' && kind != 'a') {
      throw Mismatch{"not a std::any"};
    }
    if (kind == 'a' && !AnyTypes::visit(in.word(), read_as)) {
      throw Malformed{"no such type"};
    }
    return value;
  }
};

// --- plain structs of the prompt, by their members in order

struct Whatever {
  template <class T>
  operator T() const;
};

template <class T, class Indices, class = void>
struct HasMembers : std::false_type {};
template <class T, std::size_t... i>
struct HasMembers<T, std::index_sequence<i...>, std::void_t<decltype(T{(void(i), Whatever{})...})>>
    : std::true_type {};

template <class T, std::size_t n = 8>
constexpr std::size_t member_count() {
  if constexpr (n == 0 || HasMembers<T, std::make_index_sequence<n>>::value) {
    return n;
  } else {
    return member_count<T, n - 1>();
  }
}

template <class T>
auto members(T& value) {
  constexpr std::size_t n = member_count<std::remove_const_t<T>>();
  if constexpr (n == 1) {
    auto& [a] = value;
    return std::tie(a);
  } else if constexpr (n == 2) {
    auto& [a, b] = value;
    return std::tie(a, b);
  } else if constexpr (n == 3) {
    auto& [a, b, c] = value;
    return std::tie(a, b, c);
  } else if constexpr (n == 4) {
    auto& [a, b, c, d] = value;
    return std::tie(a, b, c, d);
  } else if constexpr (n == 5) {
    auto& [a, b, c, d, e] = value;
    return std::tie(a, b, c, d, e);
  } else if constexpr (n == 6) {
    auto& [a, b, c, d, e, f] = value;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (n == 7) {
    auto& [a, b, c, d, e, f, g] = value;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (n == 8) {
    auto& [a, b, c, d, e, f, g, h] = value;
    return std::tie(a, b, c, d, e, f, g, h);
  } else {
    return std::tie();
  }
}

template <class T>
struct IsArray : std::false_type {};
template <class T, std::size_t n>
struct IsArray<std::array<T, n>> : std::true_type {};

template <class T>
constexpr bool is_plain_struct =
    std::is_class_v<T> && std::is_aggregate_v<T> && !std::is_empty_v<T> && !IsArray<T>::value;

template <class T>
struct Codec<T, std::enable_if_t<is_plain_struct<T>>> {
  static void write(Writer& out, const T& value) {
    std::apply([&](const auto&... items) { write_all(out, items...); }, members(value));
  }
  static T read(Reader& in) {
    T value{};
    std::apply(
        [&](auto&... items) {
          read_count(in, sizeof...(items));
          ((items = assay_proxy::read<std::decay_t<decltype(items)>>(in)), ...);
        },
        members(value));
    return value;
  }
};

}  // namespace assay_proxy
