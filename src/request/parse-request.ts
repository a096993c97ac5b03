import requestSchema from '../../schemas/unblock-request.schema.json' with { type: 'json' };
import type { Attestation as WrittenAttestation, RequestFile } from '../generated/unblock-request.ts';
import { InternalError } from '../support/errors.ts';
import { toEpochMs, toTimestamp, type Timestamp } from '../support/timestamp.ts';
import { ATTESTATION_KINDS, checkConsistency } from './consistency.ts';
import type { Entity } from './entity.ts';
import type { Finding } from './finding.ts';
import { FORMATS } from './formats.ts';
import { inspect, toProblems, type Draft } from './inspect.ts';
import { toMoment } from './moment.ts';
import { parseYaml, type ReadableYaml } from './parse-yaml.ts';
import type { Checked, Problem } from './problem.ts';
import type { Attestation, AttestationKind, UnblockRequest } from './request.ts';
import { requestPath, type RequestPath } from './request-path.ts';
import { compileSchema } from './schema.ts';
import { findInTexts } from './text-findings.ts';

const SCHEMA = compileSchema<RequestFile>(requestSchema, FORMATS);

/** The parts of a request that other files have a say in, as far as they can be read. */
export type Judged = Pick<
  Draft<RequestFile>,
  'entity' | 'restrictedSince' | 'securedAccount' | 'ticket' | 'assessment' | 'attestations'
>;

/** Judges what a request file says in the light of something else, such as the policy. */
export type RequestJudge = (tenant: string, request: Judged) => readonly Finding[];

/**
 * Reads a request file: every problem of its path, its YAML, its schema and its consistency at once. Lower-cases
 * addresses and GUIDs, brings times to UTC, fills in defaults. `judge` may add to the problems. Never throws.
 */
export function parseRequest(path: string, bytes: Uint8Array, judge: RequestJudge = () => []): Checked<UnblockRequest> {
  const place = requestPath(path);
  if (place.kind === 'invalid' && !/\.ya?ml$/iu.test(path)) return { valid: false, problems: [place.problem] };
  const ofPath = place.kind === 'invalid' ? [place.problem] : [];
  const file = parseYaml(bytes);
  const { problems: inFile, complete } = file.readable
    ? readContent(file, place, judge)
    : { problems: file.problems, complete: undefined };
  const [first, ...rest] = [...ofPath, ...inFile];
  if (first) return { valid: false, problems: [first, ...rest] };
  if (complete && place.kind === 'request') return { valid: true, value: toRequest(complete, path, place) };
  return { valid: false, problems: [NO_REQUEST] };
}

const NO_REQUEST: Problem = {
  line: 1,
  column: 1,
  pointer: '',
  message: 'this is no request',
  hint: 'A request is unblock-requests/<tenant>/<name>.yaml.',
};

interface Content {
  readonly problems: readonly Problem[];
  readonly complete: RequestFile | undefined;
}

function readContent(file: ReadableYaml, place: RequestPath, judge: RequestJudge): Content {
  const characters = [...file.characters, ...writtenByEscape(file)];
  const spoiled = new Set(characters.map(({ pointer }) => pointer));
  const { findings, draft, complete, says } = inspect(file, SCHEMA, spoiled);
  const all = [
    ...file.findings,
    ...characters,
    ...findings,
    ...(draft ? checkConsistency(draft, says) : []),
    ...(draft && place.kind === 'request' ? judge(place.tenant, draft) : []),
  ];
  return { problems: toProblems(all, file, says), complete };
}

/** A character that stands in the file as itself was found there already, with its exact place. */
function writtenByEscape({ value, characters }: ReadableYaml): readonly Finding[] {
  const found = new Set(characters.map(({ pointer }) => pointer));
  return findInTexts(value).filter(({ pointer }) => !found.has(pointer));
}

function toRequest(
  file: RequestFile,
  path: string,
  { tenant, name }: { tenant: string; name: string },
): UnblockRequest {
  const { restrictedSince, securedAccount, requestedBy, ticket } = file;
  return {
    id: `${tenant}/${name}`,
    tenant,
    name,
    path,
    entity: toEntity(file.entity),
    ...(restrictedSince === undefined ? {} : { restrictedSince: wholeSecond(moment(restrictedSince)) }),
    ...(securedAccount === undefined ? {} : { securedAccount: securedAccount.toLowerCase() }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(ticket === undefined ? {} : { ticket }),
    assessment: file.assessment ?? 'compromised',
    justification: file.justification.trim(),
    attestations: toAttestations(file.attestations),
  };
}

function toEntity({ mailbox, connector }: RequestFile['entity']): Entity {
  if (mailbox !== undefined) return { mailbox: mailbox.toLowerCase() };
  if (connector !== undefined) return { connector: connector.toLowerCase() };
  throw new InternalError('the schema accepted a request without an entity');
}

function toAttestations(written: RequestFile['attestations']): UnblockRequest['attestations'] {
  const attestations: Partial<Record<AttestationKind, Attestation>> = {};
  for (const kind of ATTESTATION_KINDS) {
    const attestation = written[kind];
    if (attestation) attestations[kind] = toAttestation(attestation);
  }
  return attestations;
}

function toAttestation({ attestedBy, attestedAt, method }: WrittenAttestation): Attestation {
  return {
    attestedBy: attestedBy.toLowerCase(),
    attestedAt: moment(attestedAt),
    ...(method === undefined ? {} : { method }),
  };
}

function moment(text: string): Timestamp {
  const timestamp = toMoment(text);
  if (timestamp === undefined) throw new InternalError('the schema accepted a date that is none');
  return timestamp;
}

function wholeSecond(timestamp: Timestamp): Timestamp {
  return toTimestamp(Math.floor(toEpochMs(timestamp) / 1000) * 1000);
}
