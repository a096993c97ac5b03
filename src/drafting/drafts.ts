import { neededAttestations } from '../request/consistency.ts';
import { requestFilePath, requestYaml, type AttestationDraft, type RequestDraft } from '../request/draft-request.ts';
import { entityKey, type Entity } from '../request/entity.ts';
import { parseRequest, type RequestJudge } from '../request/parse-request.ts';
import type { Problem } from '../request/problem.ts';
import type { AttestationKind, UnblockRequest } from '../request/request.ts';
import type { EntityFacts } from './facts.ts';

/** What was answered, by the key of the question; undefined is a question that was passed over. */
export type Answers = ReadonlyMap<string, string | undefined>;

/** The key of the question for the account that was secured behind a shared mailbox. */
export function securedAccountKey(entity: Entity): string {
  return `securedAccount ${entityKey(entity)}`;
}

/** The assessment that was answered, or the usual one. */
export function assessmentOf(answers: Answers): UnblockRequest['assessment'] {
  return answers.get('assessment') === 'falsePositive' ? 'falsePositive' : 'compromised';
}

/** The request for one entity, as far as the answers go. */
export function draftOf({ tenant, entity, restriction }: EntityFacts, answers: Answers, name: string): RequestDraft {
  const assessment = assessmentOf(answers);
  const times = restriction.known ? restriction.value?.times : undefined;
  return {
    tenant: tenant.tenant,
    name,
    entity,
    restrictedSince: times?.known === true ? times.value.createdAt : undefined,
    securedAccount: answers.get(securedAccountKey(entity)),
    requestedBy: answers.get('requestedBy'),
    ticket: answers.get('ticket'),
    assessment,
    justification: answers.get('justification'),
    attestations: Object.fromEntries(
      neededAttestations(entity, assessment).map((kind) => [kind, attestationOf(kind, answers)]),
    ),
  };
}

function attestationOf(kind: AttestationKind, answers: Answers): AttestationDraft {
  return {
    attestedBy: answers.get(`${kind}.attestedBy`),
    attestedAt: answers.get(`${kind}.attestedAt`),
    method: answers.get(`${kind}.method`),
  };
}

/** A draft as the file it becomes, with everything that the checks of a request find in it. */
export interface DraftedFile {
  readonly path: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** Writes a draft and checks it, by the very checks that a request goes through. */
export function draftedFile(draft: RequestDraft, judge: RequestJudge): DraftedFile {
  const path = requestFilePath(draft);
  const text = requestYaml(draft);
  const checked = parseRequest(path, new TextEncoder().encode(text), judge);
  return { path, text, problems: checked.valid ? [] : checked.problems };
}
