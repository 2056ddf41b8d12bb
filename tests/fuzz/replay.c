/* replay.c - runs a fuzz harness over the files of a folder, without libFuzzer: what make check does with the
 * seeds in tests/data/fuzz, and what to do with a file that a fuzzer left.
 *
 *	tests/fuzz/replay_message [FILE...]
 *
 * Each file is also cut short at some places and has some of its bytes turned over, always the same ones.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, VARIANTS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static unsigned long runs;

/* In a block of its own, so that reading one byte too far is seen. */
static void run(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	runs++;
}

static bool replay(const char *path)
{
	static uint8_t bytes[FILE_MAX];
	FILE *file = fopen(path, "rb");
	uint32_t random = 2463534242u;
	size_t n;

	if (!file)
		return false;
	n = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	run(bytes, n);
	for (int i = 0; i < VARIANTS && n; i++) {
		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		if (i % 2) {
			run(bytes, random % n);
		} else {
			uint8_t *byte = &bytes[random % n], kept = *byte;

			*byte ^= (uint8_t)(1 + (random >> 8) % 255);
			run(bytes, n);
			*byte = kept;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	unsigned files = 0;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		files += replay(argv[i]);
	if (argc == 1) {
		snprintf(path, sizeof path, "%s/%s", srcdir ? srcdir : ".", FUZZ_SEEDS);
		DIR *dir = opendir(path);
		struct dirent *entry;

		while (dir && (entry = readdir(dir))) {
			snprintf(path, sizeof path, "%s/%s/%s", srcdir ? srcdir : ".", FUZZ_SEEDS, entry->d_name);
			if (entry->d_name[0] != '.')
				files += replay(path);
		}
		if (dir)
			closedir(dir);
	}
	printf("1..1\n# %u files, %lu runs\n%s 1 - %s\n", files, runs, files ? "ok" : "not ok", FUZZ_SEEDS);
	return files ? 0 : 1;
}
