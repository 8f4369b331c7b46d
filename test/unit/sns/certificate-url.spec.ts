import { describe, expect, it } from 'vitest';
import { parseCertificateUrl } from '../../../lib/sns/certificate-url.js';

const FILE = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const HOST = 'sns.us-east-1.amazonaws.com';
const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };

describe('the URL of a signing certificate', () => {
  it.each([
    ['aws', 'us-east-1', `https://${HOST}/${FILE}`],
    ['aws', 'eu-central-2', `https://sns.eu-central-2.amazonaws.com/${FILE}`],
    ['aws-cn', 'cn-north-1', `https://sns.cn-north-1.amazonaws.com.cn/${FILE}`],
    ['aws-us-gov', 'us-gov-east-1', `https://sns.us-gov-east-1.amazonaws.com/${FILE}`],
    ['aws-iso', 'us-iso-east-1', `https://sns.us-iso-east-1.c2s.ic.gov/${FILE}`],
    ['aws-eusc', 'eusc-de-east-1', `https://sns.eusc-de-east-1.amazonaws.eu/${FILE}`],
  ])('of %s %s may be %s', (partition, region, text) => {
    const url = parseCertificateUrl(text, { partition, region });
    expect(url).toBeInstanceOf(URL);
    expect(url?.href).toBe(text);
  });

  it.each([
    ['plain HTTP', `http://${HOST}/${FILE}`],
    ['a file', `file://${HOST}/${FILE}`],
    ['data', `data:text/plain,${FILE}`],
    ['no scheme', `//${HOST}/${FILE}`],
    ['a scheme in capitals', `HTTPS://${HOST}/${FILE}`],
    ['no slashes', `https:${HOST}/${FILE}`],
    ['backslashes', `https:\\\\${HOST}\\${FILE}`],
    ['a third slash', `https:///${HOST}/${FILE}`],
    ['a host in capitals', `https://SNS.us-east-1.amazonaws.com/${FILE}`],
    ['a host with a dot behind it', `https://${HOST}./${FILE}`],
    ['an escaped host', `https://sns%2Eus-east-1.amazonaws.com/${FILE}`],
    ['full-width letters', `https://ｓns.us-east-1.amazonaws.com/${FILE}`],
    ['an ideographic full stop', `https://sns。us-east-1.amazonaws.com/${FILE}`],
    ['a soft hyphen', `https://s\u00adns.us-east-1.amazonaws.com/${FILE}`],
    ['a tab in the host', `https://sns.us-east-1.amazon\taws.com/${FILE}`],
    ['a newline in the path', `https://${HOST}/Simple\nNotificationService-${FILE.slice(26)}`],
    ['an S3 bucket', `https://sns.s3-us-west-2.amazonaws.com/${FILE}`],
    ['another region', `https://sns.us-west-2.amazonaws.com/${FILE}`],
    ['another partition', `https://${HOST}.cn/${FILE}`],
    ['a host that begins so', `https://${HOST}.evil.example/${FILE}`],
    ['a host that ends so', `https://evil.${HOST}/${FILE}`],
    ['another service', `https://s3.us-east-1.amazonaws.com/${FILE}`],
    ['an address of the machine', `https://127.0.0.1/${FILE}`],
    ['an address of the cloud', `https://169.254.169.254/${FILE}`],
    ['a user', `https://user@${HOST}/${FILE}`],
    ['an empty user', `https://@${HOST}/${FILE}`],
    ['the host as the user', `https://${HOST}@evil.example/${FILE}`],
    ['a port', `https://${HOST}:8443/${FILE}`],
    ['the default port, written out', `https://${HOST}:443/${FILE}`],
    ['an empty port', `https://${HOST}:/${FILE}`],
    ['a query', `https://${HOST}/${FILE}?a=b`],
    ['an empty query', `https://${HOST}/${FILE}?`],
    ['a fragment', `https://${HOST}/${FILE}#a`],
    ['an empty fragment', `https://${HOST}/${FILE}#`],
    ['two slashes', `https://${HOST}//${FILE}`],
    ['a folder', `https://${HOST}/a/${FILE}`],
    ['a way back', `https://${HOST}/a/../${FILE}`],
    ['an escaped way back', `https://${HOST}/a/%2e%2e/${FILE}`],
    ['a dot', `https://${HOST}/./${FILE}`],
    ['no path', `https://${HOST}`],
    ['another file', `https://${HOST}/index.html`],
    ['digits in capitals', `https://${HOST}/${FILE.replace('abcdef', 'ABCDEF')}`],
    ['a digit too few', `https://${HOST}/${FILE.replace('-0', '-')}`],
    ['a digit too many', `https://${HOST}/${FILE.replace('-0', '-00')}`],
    ['a letter that is no digit', `https://${HOST}/${FILE.replace('-0', '-g')}`],
    ['an escaped letter', `https://${HOST}/${FILE.replace('S', '%53')}`],
    ['another ending', `https://${HOST}/${FILE.replace('.pem', '_pem')}`],
    ['a slash behind it', `https://${HOST}/${FILE}/`],
    ['a zero byte behind it', `https://${HOST}/${FILE}%00`],
    ['a blank before it', ` https://${HOST}/${FILE}`],
    ['a newline behind it', `https://${HOST}/${FILE}\n`],
    ['nothing', ''],
    ['no URL', 'certificate'],
    ['half a URL', 'https://'],
  ])('is refused with %s', (_, text) => {
    expect(parseCertificateUrl(text, US_EAST_1)).toBeUndefined();
  });
});
