#include <algorithm>
#include <iostream>
#include <string>

int main() {
  int t, n;
  std::string s;
  for (std::cin >> t; t-- && std::cin >> n >> s;) {
    std::cout << (std::is_sorted(s.begin(), s.end()) ? "YES" : "NO") << '\n';
  }
}
