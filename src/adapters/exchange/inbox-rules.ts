import type { InboxRule } from '../../ports/exchange.ts';
import { UnavailableError } from '../../support/errors.ts';
import { field, flag, textField, textList, type Fields } from '../../support/fields.ts';
import { smtpAddress } from '../../support/smtp-address.ts';
import { isTranslatedFolder } from './folder-names.ts';
import { placeOfAddress, placeOfRecipient, type Place } from './recipients.ts';
import type { CmdletRunner } from './run-cmdlet.ts';

/**
 * Reads every inbox rule, hidden ones included, and what an intruder's would do. Throws where a rule can't be read or
 * Exchange can't be asked where its mail goes; a target that can't be placed, and a folder that may be a translated
 * one, leave the rule unclear. No name, target or folder leaves this file.
 */
export async function readInboxRules(
  runner: CmdletRunner,
  mailbox: string,
  domains: readonly string[],
): Promise<readonly InboxRule[]> {
  const rows = await runner.rows('Get-InboxRule', { Mailbox: mailbox, IncludeHidden: true });
  const rules = rows.map(ruleOf);
  const places = await placesOf(runner, rules, domains);
  return rules.map(({ enabled, targets, suspicious, moves }) => {
    const reached = new Set(targets.map(places));
    const unclear = [
      ...(reached.has('unresolved') ? (['forwards'] as const) : []),
      ...(moves === 'unclear' ? (['moves'] as const) : []),
    ];
    return {
      enabled,
      suspicious: reached.has('external') ? ['forwardsOut', ...suspicious] : suspicious,
      ...(unclear.length > 0 ? { unclear } : {}),
    };
  });
}

interface RawRule {
  readonly enabled: boolean;
  readonly targets: readonly Target[];
  readonly suspicious: readonly ('deletes' | 'hides')[];
  readonly moves: 'clear' | 'unclear';
}

/** Where a rule sends mail: an address, an object of the directory, or text that is neither. */
type Target = { readonly address: string } | { readonly recipient: string } | 'unreadable';

const SENDS = ['ForwardTo', 'ForwardAsAttachmentTo', 'RedirectTo'] as const;
const DELETES = ['DeleteMessage', 'SoftDeleteMessage', 'PermanentDelete'] as const;
const HIDING_FOLDERS = new Set(['notes', 'junk email', 'junk e-mail', 'rss subscriptions', 'rss feeds']);

function ruleOf(row: Fields): RawRule {
  const enabled = flag(field(row, 'Enabled'));
  if (enabled === undefined) throw new UnavailableError('Exchange does not say whether an inbox rule is enabled');
  const targets = SENDS.flatMap((name) => targetsIn(field(row, name)));
  const folder = folderName(field(row, 'MoveToFolder'));
  const deletes = folder === 'deleted items' || DELETES.some((name) => isOn(field(row, name)));
  const excused = isExchangesOwn(textField(row, 'Name') ?? '');
  const hides = HIDING_FOLDERS.has(folder) && !excused;
  return {
    enabled,
    targets,
    suspicious: [...(deletes ? (['deletes'] as const) : []), ...(hides ? (['hides'] as const) : [])],
    moves: !deletes && !hides && !excused && isTranslatedFolder(folder) ? 'unclear' : 'clear',
  };
}

/** Exchange keeps rules of these names itself. Anybody can use the names, so they excuse moving to junk and no more. */
function isExchangesOwn(name: string): boolean {
  return name === 'Junk E-Mail Rule' || name.startsWith('Microsoft.Exchange.OOF.');
}

function isOn(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  const on = flag(value);
  if (on === undefined) throw new UnavailableError('Exchange does not say whether an inbox rule deletes');
  return on;
}

/** Folders come as a name or as a path such as `alice:\Junk Email`. */
function folderName(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new UnavailableError('Exchange does not say where an inbox rule moves mail');
  return (value.split(/[\\/]/u).at(-1) ?? '').trim().toLowerCase();
}

function targetsIn(value: unknown): readonly Target[] {
  return textList(value)?.map(targetOf) ?? ['unreadable'];
}

/** `"Name" [SMTP:address]` or `"Name" [EX:/o=…]`. The name is the intruder's to choose, so only the last bracket counts. */
function targetOf(text: string): Target {
  const [, kind = '', inside = ''] = /\[(SMTP|EX):([^[\]]+)\]\s*$/iu.exec(text) ?? [];
  if (kind.toUpperCase() === 'EX') return { recipient: inside.trim() };
  const address = smtpAddress(kind === '' ? text : inside);
  return address === undefined ? 'unreadable' : { address };
}

const MOST_LOOKUPS = 25;

/** Asks about each recipient once. Past the limit none is asked about any more, and what was not stays unresolved. */
async function placesOf(
  runner: CmdletRunner,
  rules: readonly RawRule[],
  domains: readonly string[],
): Promise<(target: Target) => Place> {
  const asked = rules.filter(({ enabled }) => enabled).flatMap(({ targets }) => targets);
  const recipients = new Set(asked.flatMap((one) => (one !== 'unreadable' && 'recipient' in one ? one.recipient : [])));
  const places = new Map<string, Place>();
  for (const recipient of [...recipients].slice(0, MOST_LOOKUPS)) {
    places.set(recipient, await placeOfRecipient(runner, recipient, domains));
  }
  return (target) => {
    if (target === 'unreadable') return 'unresolved';
    return 'address' in target
      ? placeOfAddress(target.address, domains)
      : (places.get(target.recipient) ?? 'unresolved');
  };
}
