import type { Random } from './random.ts'
import type { Vocabulary } from './vocabulary.ts'

export const STREETS: readonly string[] = [
  'Aspen Way', 'Old Mill Road', 'Main Street', 'Center Street', 'Orchard Lane', 'Meadowlark Drive', 'Juniper Court',
  'Cottonwood Avenue', 'Railroad Avenue', 'Church Street', 'School House Road', 'Canyon View Drive', 'Willow Bend',
  'Blackbird Lane', 'Harvest Road', 'Quarry Road', 'Ferry Street', 'Lighthouse Lane', 'Harbor Drive', 'Dock Street',
  'Cannery Row', 'Anchor Way', 'Pelican Court', 'Driftwood Lane', 'Sycamore Street', 'Elm Street', 'Maple Avenue',
  'Oak Hollow Road', 'Pine Ridge Drive', 'Cedar Street', 'Birch Circle', 'Chestnut Street', 'Prospect Avenue',
  'Fairview Drive', 'Hillcrest Road', 'Sunset Boulevard', 'Sunrise Drive', 'Pioneer Road', 'Homestead Lane',
  'Wagon Wheel Drive', 'Lupine Trail', 'Columbine Court', 'Sagebrush Road', 'Bluebell Lane', 'Clover Street',
  'Stone Bridge Road', 'Mill Pond Lane', 'Spring Street', 'Reservoir Road', 'Canal Street', 'Depot Street', 'Market Street',
  'Library Place', 'Courthouse Square', 'Foundry Street', 'Brickyard Road', 'Vista Grande', 'Camino Real', 'Paseo del Sol',
  'Calle Nueva', 'Saint James Place', "Miner's Gulch Road", '1st Avenue', '2nd Avenue', '3rd Avenue', '12th Street',
] // prettier-ignore

const DIRECTIONS = ['N', 'S', 'E', 'W']
const UNITS = ['Apt', 'Unit', '#', 'Suite', 'Lot']

/** A street address as a clerk would have typed it: `118 N Aspen Way Apt 4`. */
export function streetAddress(random: Random, { street }: Pick<Vocabulary, 'street'>): string {
  const parts = [String(random.between(1, 2990))]
  if (random.chance(0.25)) parts.push(random.pick(DIRECTIONS))
  parts.push(street(random))
  if (random.chance(0.14)) parts.push(random.pick(UNITS), String(random.between(1, 48)))
  return parts.join(' ').replace('# ', '#')
}

/** A post office box, for bills that go elsewhere than the service. */
export function postBox(random: Random): string {
  return `PO Box ${random.between(10, 4900)}`
}

/** A telephone number that nobody has: there is no area code 555. Written in the ways that one finds in a city's files. */
export function telephone(random: Random): string {
  const exchange = random.between(200, 999)
  const line = String(random.between(0, 9999)).padStart(4, '0')
  return random.pick([
    `(555) ${exchange}-${line}`,
    `555-${exchange}-${line}`,
    `555${exchange}${line}`,
    `555.${exchange}.${line}`,
  ])
}
