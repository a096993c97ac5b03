import { ATTESTATION_KINDS } from '../request/consistency.ts';
import { sameEntity } from '../request/entity.ts';
import type { UnblockRequest } from '../request/request.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { securedAccountKey, type Answers } from './drafts.ts';
import type { EntityFacts } from './facts.ts';
import { stillCounts } from './times.ts';

/**
 * What an earlier request answers for new ones: everything but its restriction and its name. What it says about an
 * account holds for that account alone, and of its attestations those that would still count.
 */
export function answersOf(earlier: UnblockRequest, entities: readonly EntityFacts[], now: Timestamp): Answers {
  const { justification, ticket, assessment, requestedBy, securedAccount, attestations } = earlier;
  const answers = new Map<string, string | undefined>([
    ['justification', justification],
    ['ticket', ticket],
    ['assessment', assessment],
    ['requestedBy', requestedBy],
    [securedAccountKey(earlier.entity), securedAccount],
  ]);
  const same = entities.every(({ asked, entity }) => [asked, entity].some((one) => sameEntity(one, earlier.entity)));
  for (const kind of same ? ATTESTATION_KINDS : []) {
    const attestation = attestations[kind];
    if (!attestation || !stillCounts(attestation, entities, now)) continue;
    answers.set(`${kind}.attestedBy`, attestation.attestedBy);
    answers.set(`${kind}.attestedAt`, attestation.attestedAt);
    answers.set(`${kind}.method`, attestation.method);
  }
  return new Map([...answers].filter(([, value]) => value !== undefined));
}

/** Who attested something in an earlier request, to be suggested again. */
export function personOf({ attestations }: UnblockRequest): string | undefined {
  return ATTESTATION_KINDS.map((kind) => attestations[kind]?.attestedBy).find((one) => one !== undefined);
}
