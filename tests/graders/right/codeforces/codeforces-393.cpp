#include <iostream>
#include <string>

int main() {
  int t;
  std::size_t n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    const std::string end = n % 2 != 0 ? "36366" : "66";
    if (n < end.size()) {
      std::cout << "-1\n";
    } else {
      std::cout << std::string(n - end.size(), '3') + end << '\n';
    }
  }
}
