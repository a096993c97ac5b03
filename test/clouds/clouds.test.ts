import { expect, test } from 'vitest';
import { CLOUDS } from '../../src/clouds/clouds.ts';

test('tokens go to Microsoft’s documented hosts and to no others', () => {
  const hosts = Object.values(CLOUDS).flatMap(({ authority, graph, exchange }) => [...authority, graph, ...exchange]);
  expect([...new Set(hosts)].toSorted()).toEqual([
    'dod-graph.microsoft.us',
    'graph.microsoft.com',
    'graph.microsoft.us',
    'login.chinacloudapi.cn',
    'login.microsoftonline.com',
    'login.microsoftonline.us',
    'login.partner.microsoftonline.cn',
    'microsoftgraph.chinacloudapi.cn',
    'outlook-dod.office365.us',
    'outlook.office365.cn',
    'outlook.office365.com',
    'outlook.office365.us',
    'partner.outlook.cn',
  ]);
});
