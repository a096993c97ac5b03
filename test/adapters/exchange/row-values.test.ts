import { describe, expect, it } from 'vitest';
import { senderReason } from '../../../src/adapters/exchange/reason.ts';
import { readRowTime } from '../../../src/adapters/exchange/tenant-time.ts';

describe('a time in a row', () => {
  it.each([
    ['2026-11-23T07:41:00Z', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23T07:41:00', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23 07:41:00', '2026-11-23T07:41:00.000Z'],
    ['2026-11-23T07:41:00.9999999Z', '2026-11-23T07:41:00.999Z'],
    ['2026-11-23T07:41:00.5', '2026-11-23T07:41:00.500Z'],
    ['2026-11-23T07:41:00+02:00', '2026-11-23T05:41:00.000Z'],
    ['2026-11-23T07:41:00-0530', '2026-11-23T13:11:00.000Z'],
    ['2026-02-28T23:59:59-01:00', '2026-03-01T00:59:59.000Z'],
    ['/Date(1795419660000)/', '2026-11-23T07:41:00.000Z'],
    ['/Date(1795419660000+0100)/', '2026-11-23T07:41:00.000Z'],
    ['Mon, 23 Nov 2026 07:41:00 GMT', '2026-11-23T07:41:00.000Z'],
    ['11/23/2026 7:41:00 AM', '2026-11-23T07:41:00.000Z'],
    ['11/23/2026 12:00:00 AM', '2026-11-23T00:00:00.000Z'],
    ['1/2/2026 12:30:00 PM', '2026-01-02T12:30:00.000Z'],
    ['1/2/2026 11:30:00 pm', '2026-01-02T23:30:00.000Z'],
  ])('%s is %s', (text, at) => {
    expect(readRowTime(text)).toEqual({ state: 'read', at });
  });

  it.each([undefined, null, '', '0001-01-01T00:00:00', '0001-01-01T00:00:00Z', '1/1/0001 12:00:00 AM'])(
    '%s is none',
    (value) => {
      expect(readRowTime(value)).toEqual({ state: 'absent' });
    },
  );

  it.each([
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T07:60:00Z',
    '2026-11-23T07:41:60Z',
    '2026-11-23T07:41:00+25:00',
    '2026-11-23',
    '23/11/2026 7:41:00 AM',
    'Mon, 23 Nov 2026 07:41:00 +0100',
    'Mon, 31 Feb 2026 07:41:00 GMT',
    'Mon, 23 Nov 2026 24:41:00 GMT',
    'Mon, 23 Foo 2026 07:41:00 GMT',
    'Mon, 23 Nov 0001 00:00:00 GMT',
    '11/23/2026 13:41:00 PM',
    '11/23/2026 7:41:00',
    '1970-01-01T00:00:00Z',
    '/Date(0)/',
    '/Date(-62135596800000)/',
    '/Date(999999999999999)/',
    '/Date(soon)/',
    1_795_419_660_000,
    { DateTime: '2026-11-23T07:41:00Z' },
    true,
  ])('%s can not be read', (value) => {
    expect(readRowTime(value)).toEqual({ state: 'unreadable' });
  });
});

describe('a reason', () => {
  it.each([
    [
      'OutboundSpamLast24Hours=97;OutboundMailLast24Hours=120;OutboundSpamPercent=80;Last Spam Message MessagetraceId:1-2',
      'outboundSpam',
    ],
    ['OutboundSpamPercent:80', 'outboundSpam'],
    [' outboundspampercent = 80 ; ', 'outboundSpam'],
    [
      'EmailSendingLimitExceeded;InternalRecipientCountToday=1;ExceedingLimitType=External;Last MessagetraceId=x;',
      'recipientLimit',
    ],
    ['ExceedingLimitType:Internal', 'recipientLimit'],
    ['RecipientRateLimitExceeded', 'recipientLimit'],
    ['EmailSendingLimitExceeded;OutboundSpamPercent=99', 'outboundSpam'],
    ['AS:42004;CIP=192.0.2.1', 'other'],
    ['note=OutboundSpamPercent=1', 'other'],
    ['Something new', 'other'],
    ['', 'other'],
  ])('%s is %s, and kept as it is', (raw, kind) => {
    expect(senderReason(raw)).toEqual({ kind, raw });
  });
});
