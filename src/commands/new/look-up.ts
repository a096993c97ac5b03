import pLimit from 'p-limit';
import { factsOf, type EntityFacts } from '../../drafting/facts.ts';
import type { TenantPolicy } from '../../policy/policy.ts';
import type { ExchangeReader, Mailbox, RestrictionList } from '../../ports/exchange.ts';
import type { LookingPorts } from '../../reconcile/types.ts';
import type { Entity } from '../../request/entity.ts';
import { errorMessage, InternalError } from '../../support/errors.ts';
import { known, unknown, type Reading } from '../../support/reading.ts';

/** An entity and the tenant it belongs to. */
export interface WantedEntity {
  readonly tenant: TenantPolicy;
  readonly entity: Entity;
}

const AT_ONCE = 4;

/**
 * Looks entities up in their tenants: each tenant's list once, and each mailbox. A tenant that can't be asked, for
 * whatever reason, is no error: what it would have said is unknown.
 */
export async function lookUp(
  wanted: readonly WantedEntity[],
  { tenant: readersOf, progress }: LookingPorts,
): Promise<readonly EntityFacts[]> {
  const tenants = new Map(wanted.map(({ tenant }) => [tenant.tenant, tenant]));
  const readings = new Map<string, Promise<TenantReading>>();
  for (const [name, tenant] of tenants) {
    progress.step(`asking ${name} what is restricted`);
    readings.set(
      name,
      readTenant(() => readersOf(tenant).exchange),
    );
  }
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    wanted.map(async ({ tenant, entity }) =>
      limit(async () => {
        const reading = await readings.get(tenant.tenant);
        if (!reading) throw new InternalError(`the tenant ${tenant.tenant} was not read`);
        return factsOf(tenant, entity, reading.list, await mailboxOf(reading.exchange, entity));
      }),
    ),
  );
}

interface TenantReading {
  readonly exchange: Reading<ExchangeReader>;
  readonly list: Reading<RestrictionList>;
}

async function readTenant(connect: () => ExchangeReader): Promise<TenantReading> {
  const exchange = await asked(async () => connect());
  const list = exchange.known ? await asked(async () => exchange.value.restrictions()) : exchange;
  return { exchange, list };
}

async function mailboxOf(exchange: Reading<ExchangeReader>, entity: Entity): Promise<Reading<Mailbox | undefined>> {
  if ('connector' in entity) return known(undefined);
  if (!exchange.known) return exchange;
  const reading = await asked(async () => exchange.value.mailbox(entity.mailbox));
  return reading.known ? reading.value : reading;
}

/** Even a credential that can't be set up here is no error: a file can be written without the tenant. */
async function asked<T>(ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return known(await ask());
  } catch (error) {
    if (error instanceof InternalError || error instanceof TypeError || error instanceof ReferenceError) throw error;
    return unknown(errorMessage(error));
  }
}
