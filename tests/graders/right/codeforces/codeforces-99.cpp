#include <algorithm>
#include <iostream>
#include <string>

int main() {
  int t, n, m;
  for (std::cin >> t; t-- && std::cin >> n >> m;) {
    int top = n, bottom = 0, left = m, right = 0;
    for (int i = 1; i <= n; ++i) {
      std::string row;
      std::cin >> row;
      for (int j = 1; j <= m; ++j) {
        if (row[j - 1] != '#') continue;
        top = std::min(top, i), bottom = std::max(bottom, i);
        left = std::min(left, j), right = std::max(right, j);
      }
    }
    std::cout << (top + bottom) / 2 << ' ' << (left + right) / 2 << '\n';
  }
}
