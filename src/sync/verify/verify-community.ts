import { recordVerification, awaitsReading, type Verification } from './verification-record.ts'
import { Repairs, repair } from './repair.ts'
import { verifyAnew, type VerifyOptions, type VerifySetup } from './verify.ts'

export interface VerifyRequest extends VerifyOptions {
  /** Marks what differs, so that the next run mends it. */
  readonly repair?: boolean
}

export interface VerificationReport extends Verification {
  readonly community: string
  /** The source has changed since the last run, or that run did not come to its end: the next one brings what is pending. */
  readonly behind: boolean
  /** Only with a repair: records that the next run applies again, and customers whose search keys were made anew. */
  readonly repair?: { readonly marked: number; readonly remade: number }
}

/** `portal verify`: everything, any time; stored like the verification of a run. */
export async function verifyCommunity(
  setup: VerifySetup,
  request: VerifyRequest,
): Promise<VerificationReport> {
  const { store, community } = setup
  const repairs = new Repairs()
  const { found, digests, standing } = await verifyAnew(setup, {
    ...request,
    onDifference: (difference) => {
      if (request.repair === true) repairs.add(difference)
      request.onDifference?.(difference)
    },
  })
  await repair(store, community.settings.timeZone, repairs, found.runId)
  const readAgain = (request.repair === true && found.differences > 0) || (await awaitsReading(store))
  await recordVerification(store, found, digests, readAgain)
  return {
    community: community.slug,
    ...found,
    behind: standing === 'behind',
    ...(request.repair === true
      ? { repair: { marked: repairs.units.length, remade: repairs.customers.size } }
      : {}),
  }
}
