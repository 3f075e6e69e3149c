import { weighted } from './random.ts'

/** Surnames of a town in the western United States, the common ones first. */
export const SURNAMES: readonly string[] = `
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts
Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez
Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James
Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Powell Jenkins
Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Gonzales Fisher Vasquez Simmons Romero Jordan Patterson
Alexander Hamilton Graham Reynolds Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar
Stevens Murray Ford Castro Marshall Owens Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen
Freeman Webb Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon Muñoz
Hunt Hicks Holmes Palmer Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills Meyer Rice Schmidt Garza Daniels
Ferguson Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer Hawkins Arnold Pierce Hansen Peters
Santos Hart Bradley Knight Elliott Cunningham Duncan Armstrong Hudson Carroll Lane Riley Andrews Alvarado Ray Delgado
Berry Perkins Hoffman Johnston Matthews Peña Richards Contreras Willis Carpenter Lawrence Sandoval Guerrero George
Chapman Rios Estrada Ortega Watkins Greene Núñez Wheeler Valdez Harper Burke Larson Santiago Maldonado Morrison Franklin
Carlson Austin Dominguez Carr Lawson Jacobs O'Brien Lynch Singh Vega Bishop Montgomery Oliver Jensen Harvey Williamson
Gilbert Dean Sims Espinoza Howell Li Wong Reid Hanson Le McCoy Garrett Burton Fuller Wang Weber Welch Rojas Lucas Marquez
Fields Park Yang Little Banks Padilla Day Walsh Bowman Schultz Luna Fowler Mejía Nakamura Okafor Kowalski Petrov Haddad
O'Connor D'Angelo O'Neill Ibarra Zúñiga Begay Yazzie Tsosie Lindqvist Sørensen Brandt Keller Fontaine Lefebvre Åkerman
Achebe Adeyemi Mensah Diallo Novák Dvořák Horváth Szabó Popescu Ivanova Kaur Sharma Gupta Rahman Hussain Ali Farah
Abdi Tesfaye Bekele Phan Vo Lam Cheng Liu Zhang Tanaka Sato Yamamoto Choi Kang Santana Beltrán Cárdenas Villarreal
`
  .trim()
  .split(/\s+/)

const BEGINNINGS =
  'Ash Bar Beck Black Brad Brook Cal Car Clay Col Cor Dal Den Dray East El Fair Fen Gar Gil Glen Har Hatch Hol Kel Ken Lang Lath Lin Lock Mar Mel Nor Oak Or Pem Pen Quin Rad Red Rock Rush Sel Shel Stan Sted Sut Tar Thorn Tid Up Wake War Wen West Whit Win Wor Yar'.split(
    ' ',
  )
const ENDINGS =
  'bank beck berry bourne bridge brook burn bury by combe cott croft dale den derby field ford gate ham hurst land leigh ley low man mere mont more ridge sby shaw side son stead stock stone thorpe ton tree ward water way well wick wood worth'.split(
    ' ',
  )

/**
 * Every fourth person has a rare surname. Of the others Smith has 1.3 %, so 1 % of all, and the frequency falls with the
 * rank as it does in a census, though more slowly, because the list is short.
 */
const RARE = 0.25
const common = weighted(SURNAMES, (rank) => 1 / (rank + 8) ** 0.68)

/** @returns a surname, as frequent as in a town */
export function surname(random: Parameters<typeof common>[0]): string {
  return random.chance(RARE) ? random.pick(BEGINNINGS) + random.pick(ENDINGS) : common(random)
}
