#include <algorithm>
#include <iostream>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    long long total = 0, most = 0, value = 0;
    int count = 0;
    while (n-- && std::cin >> value) {
      total += value;
      most = std::max(most, value);
      if (total - most == most) ++count;
    }
    std::cout << count << '\n';
  }
}
