import type { Complaint } from './complaint.ts';
import { codePoint } from './wording.ts';

const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const EXAMPLE = 'Write it like alice@contoso.com.';

/** RFC 5321 dot-atoms, less the characters that some system takes for a wildcard. */
const LOCAL_PART = /^[A-Za-z0-9!#$&'+/=^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'+/=^_`{|}~-]+)*$/u;
const DOMAIN_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;

/** What keeps a text from being one plain SMTP address; undefined where it is one. */
export function addressComplaint(text: string): Complaint | undefined {
  return lookAlike(text) ?? several(text) ?? malformed(text);
}

/** Whether a text is a domain name of at least two labels, in plain ASCII. */
export function isDomain(text: string): boolean {
  const labels = text.split('.');
  return labels.length > 1 && text.length <= LONGEST_ADDRESS && labels.every((label) => DOMAIN_LABEL.test(label));
}

/** The domain of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function lookAlike(text: string): Complaint | undefined {
  const [character] = /[^\x20-\x7e]/u.exec(text) ?? [];
  if (character === undefined) return undefined;
  return {
    says: `holds a character that is not plain ASCII (${codePoint(character)})`,
    hint: 'Type the address by hand: a look-alike letter makes it the address of somebody else.',
  };
}

function several(text: string): Complaint | undefined {
  const [wildcard] = /[*?%]/u.exec(text) ?? [];
  if (wildcard !== undefined) {
    return {
      says: `holds a wildcard (${wildcard})`,
      hint: 'Name one address in full; each mailbox needs a request of its own.',
    };
  }
  if (/["<>()[\]\\]/u.test(text)) {
    return { says: 'holds quoting, brackets or a display name', hint: `Leave only the address itself. ${EXAMPLE}` };
  }
  if (/[\s,;]/u.test(text)) {
    return { says: 'is not one address alone', hint: `Write a single address without spaces. ${EXAMPLE}` };
  }
  return undefined;
}

function malformed(text: string): Complaint | undefined {
  const [localPart = '', domain, more] = text.split('@');
  if (domain === undefined) return { says: 'is no SMTP address: it has no @', hint: EXAMPLE };
  if (more !== undefined) return { says: 'is no SMTP address: it has more than one @', hint: EXAMPLE };
  if (text.length > LONGEST_ADDRESS || localPart.length > LONGEST_LOCAL_PART) {
    return { says: 'is too long for an SMTP address', hint: EXAMPLE };
  }
  if (!isDomain(domain)) {
    return { says: 'is no SMTP address: what follows the @ is no domain name', hint: EXAMPLE };
  }
  if (LOCAL_PART.test(localPart)) return undefined;
  return { says: 'is no SMTP address: what precedes the @ is malformed', hint: EXAMPLE };
}
