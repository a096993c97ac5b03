import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { CONNECTOR, FABRIKAM, restrict } from './listing.ts';
import { reinstateHere } from './here.ts';

describe('of several tenants', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox({ tenants: [{ name: 'contoso' }, FABRIKAM] });
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  const show = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await reinstateHere(world, clone, ['show', ...args, '--json']);
    return { exitCode, stderr, ...JSON.parse(stdout) };
  };

  it('the one is looked at that the address belongs to, and no other is asked', async () => {
    const fabrikam = world.tenants.find(({ name }) => name === 'fabrikam');
    restrict(world, 'bob@fabrikam.com', 2, {}, fabrikam);
    expect(await show('bob@fabrikam.com')).toMatchObject({ exitCode: 0, tenant: 'fabrikam', restricted: true });
    expect(world.tenant.log).toEqual([]);
    const elsewhere = await show('bob@fabrikam.com', '--tenant', 'contoso');
    expect(elsewhere).toMatchObject({ exitCode: 0, tenant: 'contoso', restricted: false });
  });

  it('the one is looked at that restricts a connector; if several do, somebody has to say which', async () => {
    const fabrikam = world.tenants.find(({ name }) => name === 'fabrikam');
    fabrikam?.restrict({ connector: CONNECTOR, name: 'Printers' }, { reason: 'Relay' });
    const shown = await show(CONNECTOR.toUpperCase());
    expect(shown).toMatchObject({
      exitCode: 0,
      tenant: 'fabrikam',
      type: 'connector',
      restricted: true,
      addresses: [],
    });
    expect(shown.rows).toMatchObject([
      { name: 'Printers', temporary: null, reason: { kind: 'connector', raw: 'Relay' } },
    ]);
    expect(shown.request.yaml).toContain('connectorReview');
    world.tenant.restrict({ connector: CONNECTOR });
    expect(await show(CONNECTOR)).toMatchObject({
      exitCode: 2,
      error: { hint: 'name one with --tenant: contoso, fabrikam' },
    });
    expect(await show(CONNECTOR, '--tenant', 'contoso')).toMatchObject({ exitCode: 0, tenant: 'contoso' });
  });

  it('none restricts a connector only where every list is complete', async () => {
    expect(await show(CONNECTOR)).toMatchObject({
      exitCode: 0,
      tenant: null,
      restricted: false,
      tenants: ['contoso', 'fabrikam'],
    });
    world.faults.add({
      system: 'exchange',
      match: { path: FABRIKAM.tenantId },
      times: Infinity,
      fault: { status: 403 },
    });
    const doubtful = await show(CONNECTOR);
    expect(doubtful).toMatchObject({ exitCode: 3, tenant: null, restricted: null });
    expect(doubtful.stderr).toContain('warning: fabrikam: its list is not complete');
    world.tenant.restrict({ connector: CONNECTOR });
    expect(await show(CONNECTOR)).toMatchObject({ exitCode: 3, tenant: 'contoso', restricted: true });
  });
});
