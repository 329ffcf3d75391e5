#include <algorithm>
#include <iostream>
#include <string>

int main() {
  int t;
  std::string a, b;
  for (std::cin >> t; t-- && std::cin >> a >> b;) {
    std::size_t best = 0;
    for (std::size_t start = 0; start < b.size(); ++start) {
      std::size_t at = start;
      for (char c : a) {
        if (at < b.size() && c == b[at]) ++at;
      }
      best = std::max(best, at - start);
    }
    std::cout << a.size() + b.size() - best << '\n';
  }
}
