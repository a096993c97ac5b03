import { addressComplaint, isDomain } from '../request/address.ts';
import { patternFormat, type Complaint, type Format } from '../request/complaint.ts';
import { FORMATS } from '../request/formats.ts';
import { NAME } from '../request/request-path.ts';
import { DURATION, durationMs, LONGEST_LEASE_MS, LONGEST_MS } from './durations.ts';

const DURATION_EXAMPLE = 'Write a whole number and s, m, h or d, like 90s, 24h or 30d.';
const LONGEST_LOOKBACK_MS = 24 * 3_600_000;

/** The formats that the policy's schema names, each at least as strict as the pattern beside it. */
export const POLICY_FORMATS: Readonly<Record<string, Format>> = {
  ...FORMATS,
  hostname: (text) =>
    isDomain(text)
      ? undefined
      : { says: 'is no domain name', hint: 'Write the whole domain, like contoso.com: no @ and no wildcard.' },
  uri: originComplaint,
  'short-duration': durationComplaint,
  lookback: lookbackComplaint,
  lease: leaseComplaint,
  'entity-pattern': entityPatternComplaint,
  'tenant-name': patternFormat(
    NAME,
    'cannot name a tenant',
    'Use lower-case letters, digits and hyphens, a letter or digit first, at most 63 of them.',
  ),
  'team-slug': patternFormat(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/u,
    'is no team slug',
    "Write the slug alone, like secops: the team is one of the repository's owner.",
  ),
  'app-slug': patternFormat(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/u,
    "is no GitHub App's slug",
    'Write the last part of the address of its page, like contoso-helpdesk-app.',
  ),
};

function originComplaint(text: string): Complaint | undefined {
  const hint = 'Write it like https://graph.microsoft.com: https, a host, perhaps a port, and nothing after it.';
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || !/^https:\/\/[^/?#@\s]+\/?$/u.test(text))
    return { says: 'is no https origin', hint };
  return undefined;
}

function durationComplaint(text: string): Complaint | undefined {
  if (!DURATION.test(text)) return { says: 'is no duration', hint: DURATION_EXAMPLE };
  return durationMs(text) <= LONGEST_MS
    ? undefined
    : { says: 'is longer than ten years', hint: 'Write at most 3650d.' };
}

function leaseComplaint(text: string): Complaint | undefined {
  if (!DURATION.test(text)) return { says: 'is no duration', hint: DURATION_EXAMPLE };
  if (durationMs(text) <= LONGEST_LEASE_MS) return undefined;
  return {
    says: 'is longer than 15m',
    hint: 'Write at most 15m: a run that finds a claim of unknown end waits that long, and 60s is plenty.',
  };
}

function lookbackComplaint(text: string): Complaint | undefined {
  if (text !== '0s' && !DURATION.test(text))
    return { says: 'is no duration', hint: `${DURATION_EXAMPLE} 0s is allowed here.` };
  if (durationMs(text) <= LONGEST_LOOKBACK_MS) return undefined;
  return {
    says: 'is longer than 24h',
    hint: 'Write at most 24h: a password that was changed long before the restriction secures nothing.',
  };
}

function entityPatternComplaint(text: string): Complaint | undefined {
  if (/^connector:/iu.test(text)) {
    if (/^connector:[0-9a-f*-]+$/iu.test(text)) return undefined;
    return { says: 'names no connector', hint: 'Write connector: and a GUID, or connector:* for all of them.' };
  }
  const hint = 'Write an address, with * for any run of characters but @, like *-admin@contoso.com.';
  if (!text.includes('@')) return { says: 'can never match: an address has an @, and * does not stand for it', hint };
  // With a letter in place of each wildcard a pattern has to be an address.
  const complaint = addressComplaint(text.replaceAll('*', 'a'));
  return complaint && { says: complaint.says, hint };
}
