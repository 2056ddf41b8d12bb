/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <unistd.h>

bool file_write_all(int fd, struct span bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = span_sub(bytes, (size_t)n, bytes.len);
	}
	return true;
}
