#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "datasets/robustness/perturbation.hpp"
#include "datasets/robustness/words.hpp"

namespace assay::robustness {

namespace {

using Names = std::vector<std::string_view>;

/// Names as problems have them, without those that are words, months or places (Grace, June,
/// Paris); and what they become, which ends in no s.
struct Group {
  Names known;
  Names fresh;
};

const std::vector<Group>& groups() {
  static const std::vector<Group> all = {
      {{"Haley",     "Faye",     "Sofia",     "Paige",    "Nell",      "Debby",    "Madeline",
        "Marcy",     "Judy",     "Brittany",  "Carmen",   "Carly",     "Erin",     "Dora",
        "Greta",     "Ava",      "Gretchen",  "Marilyn",  "Christina", "Beatrice", "Lily",
        "Lori",      "Naomi",    "Elise",     "Sandy",    "Tasha",     "Jana",     "Heather",
        "Suzanne",   "Octavia",  "Maggie",    "Frances",  "Tatiana",   "Carrie",   "Sofie",
        "Shirley",   "Wendi",    "Eliza",     "Toula",    "Gloria",    "Suzy",     "Polly",
        "Meredith",  "Candice",  "Aleena",    "Cecilia",  "Sylvie",    "Marcia",   "Freda",
        "Katy",      "Sadie",    "Rosie",     "Jennie",   "Debra",     "Elvira",   "Brooke",
        "Ethel",     "Elaine",   "Josie",     "Harriet",  "Celine",    "Kalinda",  "Ashlyn",
        "Kylie",     "Jessa",    "Isabelle",  "Maddison", "Terri",     "Maddy",    "Katerina",
        "Margot",    "Ann",      "Annika",    "Helena",   "Janeth",    "Siobhan",  "Abigail",
        "Ada",       "Alice",    "Alicia",    "Alyssa",   "Amanda",    "Amelia",   "Amy",
        "Andrea",    "Angela",   "Anna",      "Anne",     "Annie",     "Ashley",   "Barbara",
        "Becky",     "Bella",    "Beth",      "Betty",    "Brenda",    "Brianna",  "Carla",
        "Carol",     "Caroline", "Catherine", "Cindy",    "Claire",    "Clara",    "Courtney",
        "Cynthia",   "Deborah",  "Diana",     "Donna",    "Dorothy",   "Elena",    "Elizabeth",
        "Ella",      "Ellen",    "Emily",     "Emma",     "Erica",     "Eva",      "Fiona",
        "Gina",      "Hannah",   "Helen",     "Isabella", "Jane",      "Janet",    "Janice",
        "Jasmine",   "Jen",      "Jenna",     "Jennifer", "Jenny",     "Jessica",  "Jill",
        "Joan",      "Joanna",   "Jodi",      "Julia",    "Julie",     "Karen",    "Kate",
        "Katherine", "Kathy",    "Katie",     "Kayla",    "Kelly",     "Kim",      "Kimberly",
        "Kristen",   "Laura",    "Lauren",    "Lena",     "Lila",      "Linda",    "Lisa",
        "Lucy",      "Lydia",    "Maddie",    "Mandy",    "Margaret",  "Maria",    "Marie",
        "Marissa",   "Martha",   "Mary",      "Megan",    "Melanie",   "Melissa",  "Mia",
        "Michelle",  "Molly",    "Monica",    "Nancy",    "Natalie",   "Natasha",  "Nicole",
        "Nina",      "Olivia",   "Pam",       "Patricia", "Peggy",     "Rachel",   "Rebecca",
        "Rita",      "Rosa",     "Ruth",      "Sally",    "Samantha",  "Sandra",   "Sara",
        "Sarah",     "Sharon",   "Sheila",    "Shelly",   "Sophia",    "Sophie",   "Stephanie",
        "Sue",       "Susan",    "Tamara",    "Tanya",    "Teresa",    "Tiffany",  "Tina",
        "Valerie",   "Vanessa",  "Vicki",     "Wendy",    "Zoe"},
       {"Adela",    "Beatrix",  "Camille", "Daphne", "Edith",    "Farah", "Gwen",    "Hilda",
        "Ingrid",   "Johanna",  "Kamala",  "Leila",  "Mathilda", "Noemi", "Ottilie", "Priya",
        "Rosalind", "Svetlana", "Tamsin",  "Ulla",   "Verena",   "Wilma", "Yasmin",  "Zelda"}},
      {{"Paco",     "Allan",   "Randy",     "Lawrence", "Billy",       "Rory",      "Colby",
        "Zack",     "Joey",    "Mason",     "Cole",     "Benny",       "Rob",       "Mitchell",
        "Allen",    "Lloyd",   "Cody",      "Jamal",    "Brady",       "Jaime",     "Tyson",
        "Stanley",  "Jon",     "Frederick", "Gabriel",  "Royce",       "Elvis",     "Aiden",
        "Boris",    "Pedro",   "Tobias",    "Micah",    "Nate",        "Vince",     "Ronnie",
        "Rafael",   "Darrell", "Gunter",    "Harald",   "Jerome",      "Amir",      "Adrien",
        "Miguel",   "Dillon",  "Walt",      "Raphael",  "Finn",        "Benedict",  "Bert",
        "Micheal",  "Yuri",    "Benji",     "Dax",      "Griffin",     "Ferdinand", "Rylan",
        "Trent",    "Lewis",   "Dean",      "Ali",      "Aaron",       "Adam",      "Adrian",
        "Alan",     "Albert",  "Alfred",    "Andrew",   "Andy",        "Anthony",   "Arnold",
        "Arthur",   "Barry",   "Ben",       "Benjamin", "Bernie",      "Bob",       "Bobby",
        "Brad",     "Brandon", "Brendan",   "Brian",    "Bruce",       "Bryan",     "Caleb",
        "Carl",     "Carlos",  "Charles",   "Charlie",  "Christopher", "Colin",     "Craig",
        "Dan",      "Daniel",  "Danny",     "Darren",   "Dave",        "David",     "Dennis",
        "Derek",    "Donald",  "Doug",      "Douglas",  "Dylan",       "Ed",        "Eddie",
        "Edward",   "Elijah",  "Eric",      "Ethan",    "Eugene",      "Evan",      "Francis",
        "Fred",     "Gary",    "George",    "Gerald",   "Greg",        "Gregory",   "Harold",
        "Harry",    "Henry",   "Howard",    "Hugo",     "Ian",         "Isaac",     "Jacob",
        "Jake",     "James",   "Jared",     "Jason",    "Jeff",        "Jeffrey",   "Jeremy",
        "Jerry",    "Jim",     "Jimmy",     "Joe",      "Joel",        "John",      "Johnny",
        "Jonathan", "Joseph",  "Josh",      "Joshua",   "Justin",      "Keith",     "Ken",
        "Kenneth",  "Kevin",   "Kyle",      "Larry",    "Leo",         "Leonard",   "Liam",
        "Logan",    "Louis",   "Lucas",     "Luis",     "Luke",        "Marco",     "Marcus",
        "Mario",    "Martin",  "Matt",      "Matthew",  "Michael",     "Mike",      "Mohamed",
        "Nathan",   "Ned",     "Nicholas",  "Nick",     "Noah",        "Oliver",    "Omar",
        "Oscar",    "Patrick", "Paul",      "Peter",    "Phil",        "Philip",    "Ralph",
        "Raymond",  "Richard", "Rick",      "Robert",   "Roger",       "Ron",       "Ronald",
        "Roy",      "Russell", "Ryan",      "Samuel",   "Scott",       "Sean",      "Seth",
        "Simon",    "Stan",    "Stephen",   "Steve",    "Steven",      "Stewart",   "Ted",
        "Thomas",   "Tim",     "Timothy",   "Toby",     "Todd",        "Tom",       "Tommy",
        "Tony",     "Travis",  "Tyler",     "Victor",   "Vincent",     "Walter",    "Wayne",
        "William",  "Xavier",  "Zach",      "Zachary"},
       {"Anselm",  "Bertrand", "Cyril",  "Dmitri",  "Emil",   "Fabian",  "Gustav",   "Hamid",
        "Ivan",    "Joachim",  "Kofi",   "Leopold", "Milan",  "Norbert", "Otto",     "Pavel",
        "Quentin", "Rashid",   "Stefan", "Theo",    "Ulrich", "Viktor",  "Wolfgang", "Yusuf"}},
      {{"Jackie",  "Jean",    "Jessie", "Skyler",  "Frankie", "Kris",  "Alex",  "Avery", "Bailey",
        "Cameron", "Casey",   "Chris",  "Dana",    "Drew",    "Jamie", "Jesse", "Jo",    "Jules",
        "Kai",     "Lee",     "Leslie", "Lindsay", "Morgan",  "Pat",   "Quinn", "Riley", "Robin",
        "Sam",     "Shannon", "Sidney", "Skylar",  "Taylor",  "Terry", "Tracy"},
       {"Ariel", "Blair", "Devon", "Emery", "Finley", "Hollin", "Kendall", "Lennon", "Marlowe",
        "Noor", "Remy", "Rowan", "Sasha", "Toni", "Yael"}},
  };
  return all;
}

bool asks_about_letters(std::string_view question) {
  return has_word(question, {"letter",    "letters", "alphabet",  "alphabetical", "alphabetically",
                             "spell",     "spelled", "spelling",  "initial",      "initials",
                             "vowel",     "vowels",  "consonant", "consonants",   "syllable",
                             "syllables", "anagram", "anagrams",  "name",         "names"});
}

/// A fresh name that the text does not have, nor any earlier choice.
std::string choose(const Names& fresh, std::set<std::string, std::less<>>& taken,
                   PhiloxStream& random) {
  const auto count = static_cast<std::uint32_t>(fresh.size());
  const std::uint32_t first = random.below(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view name = fresh[(first + i) % count];
    if (!taken.contains(name)) {
      taken.emplace(name);
      return std::string(name);
    }
  }
  return {};
}

}  // namespace

bool rename_people(Problem& problem, PhiloxStream& random) {
  if (asks_about_letters(problem.question)) {
    return false;
  }
  std::set<std::string, std::less<>> taken;
  std::map<std::string, std::string, std::less<>> replacements;
  const std::vector<std::string_view> words = words_of(problem.question);
  for (const std::string_view word : words) {
    taken.emplace(word);
  }
  for (const std::string_view word : words) {
    for (const Group& group : groups()) {
      if (!replacements.contains(word) &&
          std::ranges::find(group.known, word) != group.known.end()) {
        std::string name = choose(group.fresh, taken, random);
        if (!name.empty()) {
          replacements.emplace(word, std::move(name));
        }
      }
    }
  }
  if (replacements.empty()) {
    return false;
  }
  problem.question = replace_words(problem.question, replacements);
  problem.gold = replace_words(problem.gold, replacements);
  problem.solution = replace_words(problem.solution, replacements);
  return true;
}

}  // namespace assay::robustness
