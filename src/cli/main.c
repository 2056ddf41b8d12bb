/* main.c - beadle(1): finds the command and runs it. */
#include <stdio.h>

int main(void)
{
	puts("beadle");
	return 0;
}
