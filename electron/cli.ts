console.error('The command line is not built yet.');
process.exitCode = 1;
