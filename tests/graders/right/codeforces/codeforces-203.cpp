#include <iostream>
#include <vector>

int main() {
  const int most = 200001;
  std::vector<int> digits(most), sums(most);
  for (int n = 1; n < most; ++n) {
    digits[n] = digits[n / 3] + 1;
    sums[n] = sums[n - 1] + digits[n];
  }
  int t, low, high;
  for (std::cin >> t; t-- && std::cin >> low >> high;) {
    std::cout << sums[high] - sums[low] + 2 * digits[low] << '\n';
  }
}
