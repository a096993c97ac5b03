import type { FaultRule, SystemName } from '../faults.ts';
import { ENTRA_QUIRKS } from './entra.ts';
import { EXCHANGE_LIST_QUIRKS } from './exchange-lists.ts';
import { EXCHANGE_QUIRKS } from './exchange.ts';
import { GITHUB_QUIRKS } from './github.ts';
import { GIT_QUIRKS, WEBHOOK_QUIRKS } from './git.ts';
import { GRAPH_QUIRKS } from './graph.ts';
import { OIDC_QUIRKS } from './oidc.ts';
import type { Quirk, Quirks } from './quirk.ts';

/** Every quirk by system and name. */
export const CATALOGUE = {
  exchange: { ...EXCHANGE_QUIRKS, ...EXCHANGE_LIST_QUIRKS },
  graph: GRAPH_QUIRKS,
  entra: ENTRA_QUIRKS,
  oidc: OIDC_QUIRKS,
  github: GITHUB_QUIRKS,
  git: GIT_QUIRKS,
  webhook: WEBHOOK_QUIRKS,
} satisfies Readonly<Record<SystemName, Quirks>>;

/**
 * A fault as people write it: `exchange/nulForbidden`, and behind an `@` what it strikes alone, a cmdlet of Exchange's or
 * text of the address (`exchange/nulForbidden@Get-Mailbox`, `github/notFound@/reviews`). It strikes every time. Throws
 * RangeError, with the names there are, for a name that there is not.
 */
export function faultNamed(text: string): FaultRule {
  const [, system = '', name = '', target] = /^([^/@]+)\/([^@]+)(?:@(.+))?$/u.exec(text) ?? [];
  const found = isSystem(system) ? quirkOf(system, name) : undefined;
  if (!isSystem(system) || !found) throw new RangeError(`there is no fault ${text}: choose from ${names().join(', ')}`);
  return { system, times: Infinity, match: matchOf(system, target) ?? found.match ?? {}, fault: found.fault() };
}

function quirkOf(system: SystemName, name: string): Quirk | undefined {
  const quirks: Quirks = CATALOGUE[system];
  return Object.hasOwn(quirks, name) ? quirks[name] : undefined;
}

function matchOf(system: SystemName, target: string | undefined): FaultRule['match'] {
  if (target === undefined) return undefined;
  return system === 'exchange' && /^\w+-\w+$/u.test(target) ? { cmdlet: target } : { path: target };
}

function isSystem(text: string): text is SystemName {
  return Object.hasOwn(CATALOGUE, text);
}

function names(): readonly string[] {
  return Object.entries<Readonly<Record<string, Quirk>>>(CATALOGUE).flatMap(([system, quirks]) =>
    Object.keys(quirks).map((name) => `${system}/${name}`),
  );
}
