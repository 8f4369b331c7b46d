import { afterAll, describe, expect, it } from 'vitest';
import { parseUpdateTime } from '../../../lib/misfit/update-time.js';

const TIME = Date.UTC(2014, 9, 17, 13);
const machineZone = process.env.TZ;

function setMachineZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

describe.each([
  ['UTC', 0],
  ['Asia/Kolkata', -330],
  ['America/St_Johns', 150],
])('the time of an update, on a machine in %s', (zone, minutes) => {
  afterAll(() => setMachineZone(machineZone));

  it.each([
    ['2014-10-17T13:00:00Z', TIME],
    ['2014-10-17T13:00:00.000Z', TIME],
    ['2014-10-17 13:00:00 UTC', TIME],
    ['2014-10-17 13:00:00Z', TIME],
    ['2014-10-17T13:00:00', TIME],
    ['2014-10-17 13:00:00', TIME],
    ['2014-10-17T13:00:00+00:00', TIME],
    ['2014-10-17T13:00:00-00:00', TIME],
    ['2014-10-17T15:00:00+02:00', TIME],
    ['2014-10-17T15:00:00+0200', TIME],
    ['2014-10-17 15:00:00+02:00', TIME],
    ['2014-10-17T07:30:00-05:30', TIME],
    ['2014-10-18T03:00:00+14:00', TIME],
    ['2014-10-17T01:00:00-12:00', TIME],
    ['2014-10-17T13:00:00.5Z', TIME + 500],
    ['2014-10-17T13:00:00.25', TIME + 250],
    ['2014-10-17 13:00:00.125 UTC', TIME + 125],
    ['2014-10-17T15:00:00.5+0200', TIME + 500],
    ['2014-10-17T15:00:00.123456789+0200', TIME + 123],
    ['2014-10-17T15:00:00.09+0200', TIME + 90],
    ['2014-10-17 13:00:00.909 UTC', TIME + 909],
    ['2014-10-17T13:00:00.123456789Z', TIME + 123],
    ['2012-02-29T00:00:00Z', Date.UTC(2012, 1, 29)],
    ['2014-12-31 23:59:59 UTC', Date.UTC(2014, 11, 31, 23, 59, 59)],
  ])('%s is understood', (text, time) => {
    setMachineZone(zone);
    expect(new Date(TIME).getTimezoneOffset()).toBe(minutes);
    expect(parseUpdateTime(text)).toBe(time);
  });
});

describe('the time of an update', () => {
  it.each([
    ['30 February', '2014-02-30T13:00:00Z'],
    ['29 February of a common year', '2014-02-29 13:00:00 UTC'],
    ['31 April', '2014-04-31T13:00:00+02:00'],
    ['day 0', '2014-10-00T13:00:00Z'],
    ['day 32', '2014-10-32T13:00:00Z'],
    ['month 0', '2014-00-17T13:00:00Z'],
    ['month 13', '2014-13-17T13:00:00Z'],
    ['24 o’clock', '2014-10-17T24:00:00Z'],
    ['minute 60', '2014-10-17T13:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an offset beyond those of the Earth', '2014-10-17T13:00:00+15:00'],
    ['an offset of 60 minutes', '2014-10-17T13:00:00+02:60'],
    ['a named zone', '2014-10-17 13:00:00 PST'],
    ['two zones', '2014-10-17T13:00:00Z UTC'],
    ['a zone without its blank', '2014-10-17 13:00:00UTC'],
    ['a zone in small letters', '2014-10-17 13:00:00 utc'],
    ['no time', '2014-10-17'],
    ['no seconds', '2014-10-17T13:00'],
    ['a point without digits', '2014-10-17T13:00:00.Z'],
    ['the basic form', '20141017T130000Z'],
    ['American order', '10/17/2014 13:00:00'],
    ['the form of e-mails', 'Fri, 17 Oct 2014 13:00:00 GMT'],
    ['two digits of year', '14-10-17T13:00:00Z'],
    ['six digits of year', '+002014-10-17T13:00:00Z'],
    ['seconds since 1970, as text', '1413550800'],
    ['seconds since 1970', 1_413_550_800],
    ['a blank before it', ' 2014-10-17T13:00:00Z'],
    ['a newline behind it', '2014-10-17 13:00:00 UTC\n'],
    ['a comment behind it', '2014-10-17T13:00:00Z (about)'],
    ['digits beyond ASCII', '２014-10-17T13:00:00Z'],
    ['nothing', ''],
    ['a list', ['2014-10-17T13:00:00Z']],
    ['a date', new Date(TIME)],
    ['null', null],
    ['no value', undefined],
  ])('is not understood with %s', (_, value) => {
    expect(parseUpdateTime(value)).toBeNaN();
  });
});
