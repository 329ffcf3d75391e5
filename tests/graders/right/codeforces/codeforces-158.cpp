#include <algorithm>
#include <iostream>
#include <string>

int main() {
  int t, n;
  std::string s;
  for (std::cin >> t; t-- && std::cin >> n >> s;) {
    int sum = 0;
    for (char c : {'A', 'B', 'C', 'D'}) {
      sum += std::min<int>(n, std::count(s.begin(), s.end(), c));
    }
    std::cout << sum << '\n';
  }
}
