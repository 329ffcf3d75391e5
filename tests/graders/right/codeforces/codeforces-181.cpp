#include <iostream>
#include <string>

int main() {
  int t, n, k;
  for (std::cin >> t; t-- && std::cin >> n >> k;) {
    std::string row;
    for (int i = 0; i < n && std::cin >> row; ++i) {
      if (i % k != 0) continue;
      for (int j = 0; j < n; j += k) std::cout << row[j];
      std::cout << '\n';
    }
  }
}
