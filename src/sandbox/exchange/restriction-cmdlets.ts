import type { TenantRestriction } from '../tenant/model.ts';
import { addressesOf, keyOf, type Tenant } from '../tenant/tenant.ts';
import { rows, type Cmdlet, type CmdletResult, type Row } from './cmdlet.ts';
import { badValue, notBlocked, unblockLimitReached } from './errors.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The four cmdlets of the Restricted entities page. */
export const RESTRICTION_CMDLETS: readonly Cmdlet[] = [
  {
    name: 'Get-BlockedSenderAddress',
    parameters: ['SenderAddress'],
    run: (tenant, parameters) => listed(tenant, 'mailbox', parameters.text('SenderAddress')),
  },
  {
    name: 'Remove-BlockedSenderAddress',
    parameters: ['SenderAddress', 'Reason'],
    run: (tenant, parameters) => removed(tenant, parameters.required('SenderAddress')),
  },
  {
    name: 'Get-BlockedConnector',
    parameters: ['ConnectorId'],
    run: (tenant, parameters) => listed(tenant, 'connector', checkedGuid(parameters.text('ConnectorId'))),
  },
  {
    name: 'Remove-BlockedConnector',
    parameters: ['ConnectorId', 'Reason'],
    run(tenant, parameters) {
      const connector = parameters.required('ConnectorId');
      checkedGuid(connector);
      if (tenant.lift({ connector }) === 0) throw notBlocked(connector);
      return { rows: [], effective: true };
    },
  },
];

function checkedGuid(value: string | undefined): string | undefined {
  if (value !== undefined && !GUID.test(value)) throw badValue('ConnectorId');
  return value;
}

function listed(tenant: Tenant, kind: 'mailbox' | 'connector', key: string | undefined): CmdletResult {
  const found = tenant.restrictions().filter((restriction) => kind in restriction.entity);
  const wanted = found.filter((restriction) => key === undefined || keyOf(restriction) === key.toLowerCase());
  return rows(wanted.map((restriction) => ({ ...toRow(tenant, restriction), ...restriction.row })));
}

function toRow(tenant: Tenant, { entity, ...restriction }: TenantRestriction): Row {
  const { createdAt, changedAt, reason, temporary, connectorName } = restriction;
  if ('connector' in entity) {
    return {
      ConnectorId: entity.connector,
      ConnectorName: connectorName,
      TenantId: tenant.tenantId,
      Reason: reason,
      CreatedTime: createdAt,
      ExpirationTime: null,
    };
  }
  return {
    SenderAddress: entity.mailbox,
    Reason: reason,
    CreatedDatetime: createdAt,
    ChangedDatetime: changedAt ?? createdAt,
    TemporaryBlock: temporary,
  };
}

function removed(tenant: Tenant, address: string): CmdletResult {
  const standing = tenant
    .restrictions()
    .some((row) => row.liftedAt === undefined && keyOf(row) === address.toLowerCase());
  if (!standing) throw notBlocked(address);
  if (unblocksOf(tenant, address) >= tenant.settings.unblockLimit) throw unblockLimitReached(address);
  tenant.lift(address);
  return { rows: [], effective: true };
}

/** Microsoft counts by account, so what was removed under an alias counts too. */
function unblocksOf(tenant: Tenant, address: string): number {
  const wanted = address.toLowerCase();
  const account = tenant.users.find((user) => addressesOf(user).includes(wanted));
  const addresses = account ? addressesOf(account) : [wanted];
  return tenant.effectiveRemoves().filter(({ parameters }) => {
    const sender = parameters['SenderAddress'];
    return typeof sender === 'string' && addresses.includes(sender.toLowerCase());
  }).length;
}
