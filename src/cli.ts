process.stdout.write("courant\n");
