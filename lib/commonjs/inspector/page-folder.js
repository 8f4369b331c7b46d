// Takes the place of the compiled file in the CommonJS build: `import.meta` exists in ESM only. The
// page itself is compiled once, into the ESM build.
exports.PAGE_FOLDER = require('node:path').join(__dirname, '../../esm/inspector/page/');
