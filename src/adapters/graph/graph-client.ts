import { CLOUDS, type Cloud } from '../../clouds/clouds.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import pLimit from 'p-limit';
import type { Clock } from '../../ports/clock.ts';
import type { TokenSource } from '../../ports/token-source.ts';
import { readBody, type ByteBudget } from '../../support/bounded-body.ts';
import { ConfigurationError, MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { field, fieldsIn, isFields, textField, type Fields } from '../../support/fields.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { isLoopback } from '../../support/loopback.ts';
import { createPacer } from '../../support/pace.ts';
import { retryAfterMs, retryTransient, TransientFailure } from '../../support/retry.ts';
import { toEpochMs } from '../../support/timestamp.ts';
import type { GraphPermission } from './permissions.ts';

/** What the Graph adapter is made from. Without `endpoint` the policy's or the cloud's is used. */
export interface GraphAccess {
  readonly tenant: TenantPolicy;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly endpoint?: string;
  readonly fetch?: typeof fetch;
}

/** One read: what it is, for messages, where it is, and the permission it needs. */
export interface Question {
  readonly what: string;
  /** Below `/v1.0/`, already encoded. */
  readonly path: string;
  readonly permission: GraphPermission;
  /** Which of Graph's services answers, where that one keeps count of its own. */
  readonly service?: keyof typeof PACES;
  /** The plan of Microsoft Entra ID that the tenant has to pay for, where it needs one. */
  readonly plan?: 'P1' | 'P2';
}

/** A 401 or 403: the permission is missing, or the tenant lacks the licence that the read belongs to. */
export class GraphRefusal extends MissingRightError {
  readonly licence: boolean;

  constructor(message: string, options: { hint: string; licence: boolean }) {
    super(message, options);
    this.licence = options.licence;
  }
}

/** Reads Microsoft Graph. Both throw NotFoundError, MissingRightError naming the permission, or UnavailableError. */
export interface GraphClient {
  /** Not everything is there in every cloud. */
  readonly cloud: Cloud;
  /** One object. */
  object(question: Question): Promise<Fields>;
  /** Every row of a list, all pages. */
  list(question: Question): Promise<readonly Fields[]>;
}

/** What single services take (Microsoft Graph docs, "Service-specific throttling limits"); they often say so too late. */
const PACES = {
  /** Per app and tenant. */
  reports: { count: 5, perMs: 10_000 },
  /** Per tenant, all apps together, and without a Retry-After. */
  identityProtection: { count: 1, perMs: 1_000 },
} as const;
const MOST_AT_ONCE = 10;
const REQUEST_TIMEOUT_MS = 20_000;
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_ERROR_BYTES = 1024 * 1024;
const MOST_PAGES = 20;
/** `Request_ResourceNotFound` and its kin. Another 404 may be about the route and says nothing about what was asked for. */
const NOT_THERE = /not_?found/iu;

/** Throws ConfigurationError for an endpoint that is neither Graph's own nor this machine: it would be handed a token. */
export function connectGraph(access: GraphAccess, requestTimeoutMs = REQUEST_TIMEOUT_MS): GraphClient {
  const root = new URL('/v1.0/', graphOrigin(access));
  const { clock } = access;
  const limit = pLimit(MOST_AT_ONCE);
  const turns = {
    reports: createPacer(PACES.reports, clock),
    identityProtection: createPacer(PACES.identityProtection, clock),
  };
  const turn = async ({ service }: Question): Promise<void> => (service ? turns[service]() : undefined);
  const get = async (question: Question, url: URL, budget: ByteBudget): Promise<Fields> => {
    // Whoever waits for a turn keeps nobody else from asking.
    await turn(question);
    const patience = {
      monotonicMs: () => clock.monotonicMs(),
      async sleep(ms: number) {
        await clock.sleep(ms);
        await turn(question);
      },
    };
    return limit(async () =>
      retryTransient(async () => getOnce(access, question, url, budget, requestTimeoutMs), patience),
    );
  };
  return {
    cloud: access.tenant.cloud,
    object: async (question) => get(question, new URL(question.path, root), { remaining: MOST_BYTES }),
    async list(question) {
      const rows: Fields[] = [];
      const budget = { remaining: MOST_BYTES };
      let url = new URL(question.path, root);
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await get(question, url, budget);
        rows.push(...rowsIn(question, answer));
        const next = answer['@odata.nextLink'] ?? undefined;
        if (next === undefined) return rows;
        url = followable(question, next, url);
      }
      throw new UnavailableError(`Microsoft Graph's pages of ${question.what} do not end`);
    },
  };
}

function graphOrigin({ tenant, endpoint }: GraphAccess): URL {
  const { graph: host } = CLOUDS[tenant.cloud];
  const url = URL.parse(endpoint ?? tenant.endpoints?.graph ?? `https://${host}`);
  if (url !== null && (url.origin === `https://${host}` || isLoopback(url))) return url;
  throw new ConfigurationError(`tenant ${tenant.tenant}: the graph endpoint is not Microsoft Graph's host`, {
    hint: `leave endpoints out, or use https://${host}`,
  });
}

function rowsIn({ what }: Question, { value }: Fields): readonly Fields[] {
  const rows: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!rows?.every(isFields))
    throw new UnavailableError(`Microsoft Graph's answer about ${what} is not a list of objects`);
  return rows;
}

function followable({ what }: Question, link: unknown, from: URL): URL {
  const next = typeof link === 'string' ? URL.parse(link) : null;
  if (next?.origin === from.origin && next.href !== from.href) return next;
  throw new UnavailableError(`Microsoft Graph's next page of ${what} is not where it should be`);
}

async function getOnce(
  access: GraphAccess,
  question: Question,
  url: URL,
  budget: ByteBudget,
  timeoutMs: number,
): Promise<Fields> {
  const { tokens, clock, fetch: send = fetch } = access;
  const token = await tokens.token('graph');
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json', 'User-Agent': 'reinstate' };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await answered(question, async () => send(url, { headers, redirect: 'manual', signal }));
  if (response.ok) return objectIn(question, await answered(question, async () => readBody(response, budget)));
  const body = await readBody(response, { remaining: MOST_ERROR_BYTES }).catch(() => '');
  const failure = failureOf(question, response, body, token);
  const transient = response.status === 429 || response.status === 408 || response.status >= 500;
  throw transient ? new TransientFailure(failure, retryAfterMs(response.headers, toEpochMs(clock.now()))) : failure;
}

async function answered<T>({ what }: Question, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new TransientFailure(new UnavailableError(`Microsoft Graph could not be asked for ${what}`));
  }
}

/** An answer that was cut short may be whole the next time; any other that is no object never will be. */
function objectIn({ what }: Question, body: string): Fields {
  const parsed = parse(body);
  const failure = new UnavailableError(`Microsoft Graph's answer about ${what} can not be read`);
  if (parsed === undefined) throw new TransientFailure(failure);
  if (!isFields(parsed) || field(parsed, 'error') !== undefined) throw failure;
  return parsed;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Graph's codes are stable and its messages are not (Microsoft Graph docs, "Error responses"), so the code is what is said. */
function failureOf(question: Question, { status }: Response, body: string, token: string): Error {
  const { what } = question;
  const parsed = parse(body);
  const code = foreignText((isFields(parsed) ? textField(fieldsIn(parsed, 'error'), 'code') : undefined) ?? '', [
    token,
  ]);
  const said = code === '' ? `${status}` : `${status} ${code}`;
  if (status === 404 && NOT_THERE.test(code)) return new NotFoundError(`Microsoft Graph has no ${what} (${said})`);
  if (status !== 401 && status !== 403) return new UnavailableError(`Microsoft Graph could not show ${what} (${said})`);
  const licence = code === WITHOUT_PLAN;
  const { needs, hint } = licence ? planMissing(question) : rightMissing(question);
  return new GraphRefusal(`Microsoft Graph refused to show ${what} (${said}): it needs ${needs}`, { hint, licence });
}

const WITHOUT_PLAN = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

interface Missing {
  readonly needs: string;
  readonly hint: string;
}

function rightMissing({ permission, plan }: Question): Missing {
  const licence = plan === undefined ? '' : `, and a licence for Microsoft Entra ID ${plan}`;
  return {
    needs: `${permission}${licence}`,
    hint: `grant the reading app the application permission ${permission}, with admin consent${licence}`,
  };
}

function planMissing({ plan = 'P1' }: Question): Missing {
  const needs = `a licence for Microsoft Entra ID ${plan}`;
  return { needs, hint: `get the tenant ${needs}, or have the policy do without this check` };
}
