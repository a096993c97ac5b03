import { openLocalClone } from '../../adapters/git/local-clone.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { draftedFile, draftOf, type Answers } from '../../drafting/drafts.ts';
import { answersOf, personOf } from '../../drafting/earlier.ts';
import type { EntityFacts } from '../../drafting/facts.ts';
import { notRestricted, warningsAbout } from '../../drafting/notices.ts';
import { findTenant } from '../../observe/find-tenant.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { describeEntity, type MadeRequest } from '../../report/new-text.ts';
import { againstPolicy } from '../../request/check-against-policy.ts';
import { requestName } from '../../request/draft-request.ts';
import { entityKey, sameEntity, type Entity } from '../../request/entity.ts';
import type { UnblockRequest } from '../../request/request.ts';
import { NAME } from '../../request/request-path.ts';
import { either } from '../../request/wording.ts';
import { ConfigurationError, InternalError } from '../../support/errors.ts';
import type { Timestamp } from '../../support/timestamp.ts';
import type { Console } from '../console.ts';
import { answerAll } from './answer.ts';
import { takenNames, unsettledIn, type Control } from './control.ts';
import { earlierRequest } from './earlier-request.ts';
import { lookUp, type WantedEntity } from './look-up.ts';
import { entityNamed, wantedEntity } from './wanted.ts';

/** What somebody asks for. */
export interface Asked {
  readonly entities: readonly string[];
  readonly tenant?: string;
  /** The id of an earlier request. */
  readonly from?: string;
  readonly name?: string;
  /** Write requests for what is not restricted, too. */
  readonly force: boolean;
  /** What can't be looked up, by option. */
  readonly answers: ReadonlyMap<string, string>;
}

/** What drafting needs of its surroundings. */
export interface Surroundings {
  readonly console: Console;
  readonly control: Control;
  readonly prompter: Prompter | undefined;
}

/** A request that is complete and passed every check, and is nowhere yet. */
export interface DraftedRequest extends MadeRequest {
  readonly text: string;
  readonly requestedBy: string | undefined;
}

/** Looks up what can be, asks for the rest, and drafts one request an entity. Throws ConfigurationError. */
export async function draftRequests(asked: Asked, around: Surroundings): Promise<readonly DraftedRequest[]> {
  const { console, control, prompter } = around;
  const earlier = asked.from === undefined ? undefined : await earlierRequest(control, asked.from);
  const entities = await factsAbout(asked, earlier, around);
  for (const facts of entities) prompter?.say(describeEntity(facts));
  for (const warning of warningsAbout(entities)) console.progress.warn(warning);
  await confirmUnrestricted(notRestricted(entities), asked.force, prompter);
  await warnOfUnsettled(entities, around);
  prompter?.say('');
  const now = systemClock.now();
  const somebody = (earlier && personOf(earlier)) ?? (prompter && (await configuredPerson(around)));
  const answers = await answerAll(
    { policy: control.policy, now, entities, somebody },
    { options: asked.answers, earlier: earlier ? answersOf(earlier, entities, now) : new Map(), prompter },
  );
  prompter?.say('');
  const names = await namesFor(entities, asked.name, control, now);
  return entities.map((facts, index) => drafted(facts, answers, names[index], control, now));
}

async function factsAbout(
  { entities, tenant }: Asked,
  earlier: UnblockRequest | undefined,
  { control, prompter }: Surroundings,
): Promise<readonly EntityFacts[]> {
  const named = entities.length === 0 && earlier ? [earlier.entity] : entities.map(entityNamed);
  if (named.length === 0) {
    throw new ConfigurationError('nothing is named that should be unblocked', {
      hint: "give the address of a mailbox or a connector's GUID; reinstate list shows what is restricted",
    });
  }
  const of = tenant ?? (entities.length === 0 ? earlier?.tenant : undefined);
  const wanted: WantedEntity[] = [];
  for (const entity of named) {
    const name = of ?? (await tenantOfConnector(entity, control, prompter));
    wanted.push(wantedEntity(entity, control.policy, name));
  }
  const found = await lookUp(wanted, control.ports);
  // Two addresses may turn out to be the same account.
  return [...new Map(found.map((facts) => [`${facts.tenant.tenant} ${entityKey(facts.entity)}`, facts])).values()];
}

/** Nothing about a connector tells its tenant; where there are several, the one whose list holds it. */
async function tenantOfConnector(entity: Entity, { looking, policy }: Control, prompter?: Prompter) {
  const names = Object.keys(policy.tenants);
  if (!('connector' in entity) || names.length < 2) return undefined;
  const found = looking && (await findTenant(entity, undefined, looking));
  if (found?.policy) return found.policy.tenant;
  return prompter?.ask(`Which tenant does the connector ${entity.connector} belong to: ${either(names)}?`);
}

async function confirmUnrestricted(
  unrestricted: readonly string[],
  force: boolean,
  prompter: Prompter | undefined,
): Promise<void> {
  if (unrestricted.length === 0 || force) return;
  const asks = 'There is nothing to unblock. Write the request all the same? [y/N]';
  if (prompter && /^y(?:es)?$/iu.test(await prompter.ask(asks))) return;
  throw new ConfigurationError(unrestricted.join('; '), {
    hint: 'there is nothing to unblock, so nothing was written; --force writes the request all the same',
  });
}

async function warnOfUnsettled(entities: readonly EntityFacts[], { control, console }: Surroundings): Promise<void> {
  const tenants = new Map(entities.map(({ tenant }) => [tenant.tenant, tenant]));
  for (const tenant of tenants.values()) {
    for (const { id, entity } of await unsettledIn(control, tenant)) {
      if (!entities.some((facts) => facts.tenant.tenant === tenant.tenant && sameEntity(facts.entity, entity)))
        continue;
      console.progress.warn(`${id} asks for ${entityKey(entity)} too, and is not settled yet`);
    }
  }
}

/** Whoever works in this clone probably did what he attests. */
async function configuredPerson({ console, control }: Surroundings): Promise<string | undefined> {
  return (await openLocalClone({ cwd: control.root, env: console.env })).userEmail();
}

async function namesFor(
  entities: readonly EntityFacts[],
  chosen: string | undefined,
  control: Control,
  now: Timestamp,
): Promise<readonly string[]> {
  const taken = new Map<string, Set<string>>();
  const names: string[] = [];
  for (const { tenant, entity } of entities) {
    const before = taken.get(tenant.tenant) ?? new Set(await takenNames(control, tenant.tenant));
    const name = chosen ?? requestName(entity, now, before);
    if (chosen !== undefined) refuseName(chosen, before);
    taken.set(tenant.tenant, before.add(name));
    names.push(name);
  }
  return names;
}

function refuseName(name: string, taken: ReadonlySet<string>): void {
  if (!NAME.test(name)) {
    throw new ConfigurationError(`${JSON.stringify(name)} cannot name a request`, {
      hint: 'use lower-case letters, digits and hyphens, a letter or digit first, at most 63 of them',
    });
  }
  if (taken.has(name)) {
    throw new ConfigurationError(`the name ${name} was used before, and a name is used once`, {
      hint: 'choose another one, or leave --name out',
    });
  }
}

function drafted(
  facts: EntityFacts,
  answers: Answers,
  name: string | undefined,
  { policy }: Control,
  now: Timestamp,
): DraftedRequest {
  if (name === undefined) throw new InternalError('a request without a name');
  const draft = draftOf(facts, answers, name);
  const { path, text, problems } = draftedFile(draft, againstPolicy(policy, now));
  const [problem] = problems;
  if (problem) {
    const { message, hint } = problem;
    throw new ConfigurationError(`the request for ${entityKey(facts.entity)} would be invalid: ${message}`, { hint });
  }
  return { id: `${facts.tenant.tenant}/${name}`, path, text, facts, requestedBy: draft.requestedBy };
}
