// LaTeX or ASCII of the characters beyond ASCII that answers hold.
#include <algorithm>
#include <array>

#include "graders/math/parser/vocabulary.hpp"

namespace assay::math {

namespace {

struct Spelling {
  std::string_view written;
  std::string_view meant;
};

// clang-format off
constexpr auto unicode = std::to_array<Spelling>({
    {"&lt;", "<"}, {"&gt;", ">"}, {"&le;", "\\le "}, {"&ge;", "\\ge "}, {"&ne;", "\\ne "},
    {"&nbsp;", " "}, {"&amp;", "&"}, {"&pi;", "\\pi "}, {"&minus;", "-"}, {"&times;", "*"},
    {"&deg;", "\\degree "}, {"&radic;", "\\sqrt "}, {"&infin;", "\\infty "}, {"&plusmn;", "\\pm "},
    {"−", "-"}, {"–", "-"}, {"—", "-"}, {"‐", "-"}, {"‑", "-"}, {"﹣", "-"}, {"－", "-"},
    {"＋", "+"}, {"×", "*"}, {"·", "*"}, {"⋅", "*"}, {"∙", "*"}, {"∗", "*"}, {"•", "*"},
    {"÷", "/"}, {"⁄", "/"}, {"∕", "/"}, {"＝", "="}, {"（", "("}, {"）", ")"}, {"，", ","},
    {"、", ","}, {"；", ";"}, {"：", ":"}, {"∶", ":"}, {"％", "%"}, {"。", "."}, {"π", "\\pi "},
    {"°", "\\degree "}, {"º", "\\degree "}, {"√", "\\sqrt "}, {"∛", "\\sqrt[3] "},
    {"∞", "\\infty "}, {"≤", "\\le "}, {"⩽", "\\le "}, {"≥", "\\ge "}, {"⩾", "\\ge "},
    {"≠", "\\ne "}, {"±", "\\pm "}, {"∓", "\\mp "}, {"∪", "\\cup "}, {"∩", "\\cap "},
    {"∖", "\\setminus "}, {"∈", "\\in "}, {"∉", "\\notin "}, {"∅", "\\emptyset "},
    {"⌀", "\\emptyset "}, {"≈", "\\approx "}, {"≡", "\\equiv "}, {"∼", "\\sim "}, {"→", "\\to "},
    {"⇒", "\\Rightarrow "}, {"⟹", "\\Rightarrow "}, {"∴", "\\Rightarrow "}, {"⇔", "\\iff "},
    {"∧", "\\land "}, {"∨", "\\lor "}, {"∣", "\\mid "}, {"⌊", "\\lfloor "}, {"⌋", "\\rfloor "},
    {"⌈", "\\lceil "}, {"⌉", "\\rceil "}, {"⟨", "\\langle "}, {"⟩", "\\rangle "}, {"∑", "\\sum "},
    {"∏", "\\prod "}, {"∫", "\\int "}, {"∠", "\\angle "}, {"△", "\\triangle "}, {"…", "\\dots "},
    {"⋯", "\\dots "}, {"′", "'"}, {"″", "''"}, {"’", "'"}, {"‘", "'"}, {"“", " "}, {"”", " "},
    {"ℝ", "\\mathbb{R}"}, {"ℤ", "\\mathbb{Z}"}, {"ℕ", "\\mathbb{N}"}, {"ℚ", "\\mathbb{Q}"},
    {"ℂ", "\\mathbb{C}"}, {"€", "\\euro "}, {"¢", "\\text{ cents}"}, {"£", "\\pound "}, {"¥", "\\yen "},
    {"½", "\\frac12 "}, {"⅓", "\\frac13 "}, {"⅔", "\\frac23 "}, {"¼", "\\frac14 "},
    {"¾", "\\frac34 "}, {"⅕", "\\frac15 "}, {"⅖", "\\frac25 "}, {"⅗", "\\frac35 "},
    {"⅘", "\\frac45 "}, {"⅐", "\\frac17 "}, {"⅑", "\\frac19 "}, {"⅒", "\\frac1{10} "}, {"∜", "\\sqrt[4] "}, {"⅙", "\\frac16 "}, {"⅚", "\\frac56 "}, {"⅛", "\\frac18 "},
    {"⅜", "\\frac38 "}, {"⅝", "\\frac58 "}, {"⅞", "\\frac78 "}, {"\u00a0", " "}, {"\u2009", " "},
    {"\u202f", " "}, {"\u2002", " "}, {"\u2003", " "}, {"\u3000", " "}, {"\u200b", ""},
    {"\ufeff", ""}, {"\u200c", ""}, {"\u200d", ""},
    {"\u200e", ""}, {"\u200f", ""}, {"\u202a", ""}, {"\u202b", ""}, {"\u202c", ""}, {"\u202d", ""},
    {"\u202e", ""}, {"\u2060", ""}, {"\u2062", ""}, {"\u2063", ""}, {"\u2066", ""}, {"\u2067", ""},
    {"\u2068", ""}, {"\u2069", ""}, {"\u2061", ""}, {"α", "\\alpha "}, {"β", "\\beta "}, {"γ", "\\gamma "},
    {"δ", "\\delta "}, {"ε", "\\epsilon "}, {"ζ", "\\zeta "}, {"η", "\\eta "}, {"θ", "\\theta "},
    {"κ", "\\kappa "}, {"λ", "\\lambda "}, {"μ", "\\mu "}, {"µ", "\\mu "}, {"ν", "\\nu "},
    {"ξ", "\\xi "}, {"ρ", "\\rho "}, {"σ", "\\sigma "}, {"τ", "\\tau "}, {"φ", "\\phi "},
    {"ϕ", "\\phi "}, {"χ", "\\chi "}, {"ψ", "\\psi "}, {"ω", "\\omega "}, {"Γ", "\\Gamma "},
    {"Δ", "\\Delta "}, {"∆", "\\Delta "}, {"Θ", "\\Theta "}, {"Λ", "\\Lambda "}, {"Ξ", "\\Xi "},
    {"Π", "\\Pi "}, {"Σ", "\\Sigma "}, {"Φ", "\\Phi "}, {"Ψ", "\\Psi "}, {"Ω", "\\Omega "},
    {"ℏ", "\\hbar "}, {"⁰", "^{0}"}, {"¹", "^{1}"}, {"²", "^{2}"}, {"³", "^{3}"}, {"⁴", "^{4}"},
    {"⁵", "^{5}"}, {"⁶", "^{6}"}, {"⁷", "^{7}"}, {"⁸", "^{8}"}, {"⁹", "^{9}"}, {"⁻", "^{-}"},
    {"ⁿ", "^{n}"}, {"ⁱ", "^{i}"}, {"ˣ", "^{x}"}, {"₀", "_{0}"}, {"₁", "_{1}"}, {"₂", "_{2}"},
    {"₃", "_{3}"}, {"₄", "_{4}"}, {"₅", "_{5}"}, {"₆", "_{6}"}, {"₇", "_{7}"}, {"₈", "_{8}"},
    {"₉", "_{9}"}, {"ₙ", "_{n}"},
});
// clang-format on

}  // namespace

Replacement unicode_meaning(std::string_view text) {
  const auto found = std::find_if(unicode.begin(), unicode.end(), [&](const Spelling& s) {
    return text.substr(0, s.written.size()) == s.written;
  });
  return found == unicode.end() ? Replacement{} : Replacement{found->meant, found->written.size()};
}

}  // namespace assay::math
