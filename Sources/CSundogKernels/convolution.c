// Direct convolution: each image is copied once into a frame of zeros, so that no loop asks where the border is, and
// each tile of outputs stays in registers while the kernel walks over its inputs.

#include <string.h>

#include "frame.h"
#include "include/sundog_kernels.h"
#include "pooling.h"
#include "tile.h"

int sundog_output_height(const sundog_convolution *s) {
  return (s->height + 2 * s->padding - s->kernel_height) / s->stride + 1;
}

int sundog_output_width(const sundog_convolution *s) {
  return (s->width + 2 * s->padding - s->kernel_width) / s->stride + 1;
}

static int blocks(int columns) { return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS; }

/// The frame that the forward pass reads.
static frame image_frame(const sundog_convolution *s) {
  return (frame){s->height + 2 * s->padding, s->width + 2 * s->padding, s->channels, s->padding, s->padding, 1};
}

/// The frame of output gradients whose convolution with the turned weights is the gradient by the images.
static frame gradient_frame(const sundog_convolution *s) {
  return (frame){s->height + s->kernel_height - 1,
                 s->width + s->kernel_width - 1,
                 s->filters,
                 s->kernel_height - 1 - s->padding,
                 s->kernel_width - 1 - s->padding,
                 s->stride};
}

static size_t packed_size(int steps, int columns) { return (size_t)steps * blocks(columns) * TILE_COLUMNS; }

static size_t output_size(const sundog_convolution *s) {
  return (size_t)sundog_output_height(s) * sundog_output_width(s) * s->filters;
}

size_t sundog_convolution_scratch(const sundog_convolution *s) {
  const frame image = image_frame(s), gradient = gradient_frame(s);
  const int area = s->kernel_height * s->kernel_width;
  const size_t weights = packed_size(area * s->channels, s->filters), turned = packed_size(area * s->filters, s->channels);
  const size_t outputs = packed_size(sundog_output_height(s) * sundog_output_width(s), s->filters);
  // The pooled passes need the most: both frames, the weights either way, one image's output.
  return frame_size(&image) + frame_size(&gradient) + (weights > turned ? weights : turned) + outputs;
}

/// Packs `steps` rows of `columns` numbers into blocks of sixteen columns, filled up with zeros.
static void pack_columns(const float *source, int steps, int columns, float *packed) {
  for (int block = 0; block < blocks(columns); block++) {
    const int first = block * TILE_COLUMNS;
    const int width = columns - first < TILE_COLUMNS ? columns - first : TILE_COLUMNS;
    float *target = packed + (size_t)block * steps * TILE_COLUMNS;
    for (int step = 0; step < steps; step++, target += TILE_COLUMNS) {
      memcpy(target, source + (size_t)step * columns + first, (size_t)width * sizeof(float));
      memset(target + width, 0, (size_t)(TILE_COLUMNS - width) * sizeof(float));
    }
  }
}

/// Convolves one framed image, with stride, into an output of `height × width × columns`.
static void convolve(
    const tile_kernel *kernel, const frame *f, const float *framed, int kernel_height, int kernel_width, int stride,
    const float *packed, int columns, const float *bias, int height, int width, float *output) {
  const int steps = kernel_height * kernel_width * f->channels, pixels = height * width;
  const ptrdiff_t row = frame_row(f);
  const int run = kernel_width * f->channels;
  const tile_walk walk = {kernel_height, run, 1, row, TILE_COLUMNS, (ptrdiff_t)run * TILE_COLUMNS};
  const float *a[TILE_ROWS];
  tile_target target = {.accumulate = 0};
  for (int block = 0; block < blocks(columns); block += kernel->blocks) {
    const int first = block * TILE_COLUMNS;
    const int most = kernel->blocks * TILE_COLUMNS;
    const float *b = packed + (size_t)block * steps * TILE_COLUMNS;
    const float *next = kernel->blocks > 1 && block + 1 < blocks(columns) ? b + (size_t)steps * TILE_COLUMNS : NULL;
    target.columns = columns - first < most ? columns - first : most;
    target.start = bias ? bias + first : NULL;
    int y = 0, x = 0;
    for (int pixel = 0; pixel < pixels; pixel += kernel->rows) {
      target.used = pixels - pixel < kernel->rows ? pixels - pixel : kernel->rows;
      for (int j = 0; j < kernel->rows; j++) {
        if (j < target.used) {
          a[j] = framed + y * stride * row + (ptrdiff_t)x * stride * f->channels;
          target.rows[j] = output + (size_t)(pixel + j) * columns + first;
          if (++x == width) x = 0, y++;
        } else {
          // Rows behind the last pixel compute it once more and are not stored.
          a[j] = a[target.used - 1];
        }
      }
      kernel->run(a, b, next, &walk, &target);
    }
  }
}

void sundog_convolution_forward(
    const sundog_convolution *s, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  const frame f = image_frame(s);
  const int height = sundog_output_height(s), width = sundog_output_width(s);
  float *framed = scratch, *packed = scratch + frame_size(&f);
  memset(framed, 0, frame_size(&f) * sizeof(float));
  pack_columns(weights, s->kernel_height * s->kernel_width * s->channels, s->filters, packed);
  for (int n = 0; n < batch; n++) {
    fill_frame(&f, images + (size_t)n * s->height * s->width * s->channels, s->height, s->width, framed);
    convolve(&kernel, &f, framed, s->kernel_height, s->kernel_width, s->stride, packed, s->filters, bias, height,
             width, output + (size_t)n * output_size(s));
  }
}

static pooled_image pooled_output(const sundog_convolution *s, int window) {
  return (pooled_image){sundog_output_height(s), sundog_output_width(s), s->filters, window};
}

static size_t pooled_size(const pooled_image *p) {
  return (size_t)(p->height / p->window) * (p->width / p->window) * p->channels;
}

void sundog_convolution_pooled_forward(
    const sundog_convolution *s, int window, sundog_instructions instructions, const float *weights, const float *bias,
    const float *images, int batch, float *output, uint8_t *choice, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  const rectified_pooling pool = rectified_pooling_for(instructions);
  const frame f = image_frame(s);
  const pooled_image pooled = pooled_output(s, window);
  const int steps = s->kernel_height * s->kernel_width * s->channels;
  float *framed = scratch, *packed = framed + frame_size(&f), *convolved = packed + packed_size(steps, s->filters);
  memset(framed, 0, frame_size(&f) * sizeof(float));
  pack_columns(weights, steps, s->filters, packed);
  for (int n = 0; n < batch; n++) {
    fill_frame(&f, images + (size_t)n * s->height * s->width * s->channels, s->height, s->width, framed);
    convolve(&kernel, &f, framed, s->kernel_height, s->kernel_width, s->stride, packed, s->filters, bias,
             pooled.height, pooled.width, convolved);
    pool(&pooled, convolved, output + n * pooled_size(&pooled), choice + n * pooled_size(&pooled));
  }
}

/// Packs the weights turned by 180° with channels and filters exchanged.
static void pack_turned(const sundog_convolution *s, const float *weights, float *packed) {
  const int area = s->kernel_height * s->kernel_width, steps = area * s->filters;
  memset(packed, 0, packed_size(steps, s->channels) * sizeof(float));
  for (int place = 0; place < area; place++)
    for (int c = 0; c < s->channels; c++) {
      const float *source = weights + ((size_t)(area - 1 - place) * s->channels + c) * s->filters;
      float *target = packed + (size_t)(c / TILE_COLUMNS) * steps * TILE_COLUMNS + c % TILE_COLUMNS;
      for (int f = 0; f < s->filters; f++) target[((size_t)place * s->filters + f) * TILE_COLUMNS] = source[f];
    }
}

void sundog_convolution_backward_images(
    const sundog_convolution *s, sundog_instructions instructions, const float *weights,
    const float *output_gradient, int batch, float *image_gradient, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  const frame f = gradient_frame(s);
  float *framed = scratch, *packed = scratch + frame_size(&f);
  memset(framed, 0, frame_size(&f) * sizeof(float));
  pack_turned(s, weights, packed);
  for (int n = 0; n < batch; n++) {
    fill_frame(&f, output_gradient + (size_t)n * output_size(s), sundog_output_height(s), sundog_output_width(s),
               framed);
    convolve(&kernel, &f, framed, s->kernel_height, s->kernel_width, 1, packed, s->channels, NULL, s->height,
             s->width, image_gradient + (size_t)n * s->height * s->width * s->channels);
  }
}

/// One image's output gradient as the weights' gradient reads it: blocks of sixteen filters.
typedef struct {
  const float *first;
  ptrdiff_t pixel, row, block;
} gradient_view;

/// One image's part of the gradient by the weights: a product over its pixels.
static void weight_gradient_of_image(
    const sundog_convolution *s, const tile_kernel *kernel, const frame *f, const float *framed,
    const gradient_view *gradient, float *weight_gradient, int accumulate) {
  const int height = sundog_output_height(s), width = sundog_output_width(s);
  const int steps = s->kernel_height * s->kernel_width * s->channels;
  const int run = s->kernel_width * s->channels;
  const ptrdiff_t row = frame_row(f);
  const tile_walk walk = {height, width, (ptrdiff_t)s->stride * s->channels, s->stride * row, gradient->pixel,
                          gradient->row};
  const float *a[TILE_ROWS];
  tile_target target = {.accumulate = accumulate};
  for (int block = 0; block < blocks(s->filters); block += kernel->blocks) {
    const int first = block * TILE_COLUMNS;
    const int most = kernel->blocks * TILE_COLUMNS;
    const float *b = gradient->first + block * gradient->block;
    const float *next = kernel->blocks > 1 && block + 1 < blocks(s->filters) ? b + gradient->block : NULL;
    target.columns = s->filters - first < most ? s->filters - first : most;
    for (int step = 0; step < steps; step += kernel->rows) {
      target.used = steps - step < kernel->rows ? steps - step : kernel->rows;
      for (int j = 0; j < kernel->rows; j++) {
        const int w = step + (j < target.used ? j : target.used - 1);
        a[j] = framed + (ptrdiff_t)(w / run) * row + w % run;
        if (j < target.used) target.rows[j] = weight_gradient + (size_t)w * s->filters + first;
      }
      kernel->run(a, b, next, &walk, &target);
    }
  }
}

void sundog_convolution_backward_weights(
    const sundog_convolution *s, sundog_instructions instructions, const float *images,
    const float *output_gradient, int batch, float *weight_gradient, float *bias_gradient, size_t stride, int views,
    float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  const frame f = image_frame(s);
  const int width = sundog_output_width(s), pixels = sundog_output_height(s) * width;
  // Whole blocks of filters are read where they lie.
  const int packs = s->filters % TILE_COLUMNS != 0;
  float *framed = scratch, *packed = scratch + frame_size(&f);
  memset(framed, 0, frame_size(&f) * sizeof(float));
  for (int n = 0; n < batch; n++) {
    const float *gradient = output_gradient + (size_t)n * output_size(s);
    const size_t place = stride ? (size_t)(n / views) * stride : 0;
    const int isFirst = stride && n % views == 0;
    float *bias = bias_gradient + place;
    if (isFirst) memset(bias, 0, (size_t)s->filters * sizeof(float));
    fill_frame(&f, images + (size_t)n * s->height * s->width * s->channels, s->height, s->width, framed);
    gradient_view view = {gradient, s->filters, (ptrdiff_t)width * s->filters, TILE_COLUMNS};
    if (packs) {
      pack_columns(gradient, pixels, s->filters, packed);
      view = (gradient_view){packed, TILE_COLUMNS, (ptrdiff_t)width * TILE_COLUMNS, (ptrdiff_t)pixels * TILE_COLUMNS};
    }
    weight_gradient_of_image(s, &kernel, &f, framed, &view, weight_gradient + place, !isFirst);
    sundog_add_rows(instructions, gradient, (size_t)pixels, s->filters, bias);
  }
}

int sundog_convolution_can_pool(const sundog_convolution *s, int window) {
  return s->stride == 1 && s->padding < s->kernel_height && s->padding < s->kernel_width &&
         s->filters % TILE_COLUMNS == 0 && window > 1 && window <= 15 && window <= sundog_output_height(s) &&
         window <= sundog_output_width(s);
}

void sundog_convolution_pooled_backward(
    const sundog_convolution *s, int window, sundog_instructions instructions, const float *weights,
    const float *images, const uint8_t *choice, const float *output_gradient, int batch, float *image_gradient,
    float *weight_gradient, float *bias_gradient, size_t stride, int views, float *scratch) {
  const tile_kernel kernel = tile_kernel_for(instructions);
  const rectified_unpooling unpool = rectified_unpooling_for(instructions);
  const frame f = image_frame(s), g = gradient_frame(s);
  const pooled_image pooled = pooled_output(s, window);
  float *framed = scratch, *gradient = framed + frame_size(&f), *packed = gradient + frame_size(&g);
  memset(scratch, 0, (frame_size(&f) + frame_size(&g)) * sizeof(float));
  if (image_gradient) pack_turned(s, weights, packed);
  float *inside = gradient + g.top * frame_row(&g) + (ptrdiff_t)g.left * g.channels;
  const gradient_view view = {inside, g.channels, frame_row(&g), TILE_COLUMNS};
  for (int n = 0; n < batch; n++) {
    const size_t image = (size_t)n * s->height * s->width * s->channels;
    const size_t place = stride ? (size_t)(n / views) * stride : 0;
    const int isFirst = stride && n % views == 0;
    float *bias = bias_gradient + place;
    if (isFirst) memset(bias, 0, (size_t)s->filters * sizeof(float));
    fill_frame(&f, images + image, s->height, s->width, framed);
    unpool(&pooled, output_gradient + n * pooled_size(&pooled), choice + n * pooled_size(&pooled), inside,
           frame_row(&g), bias);
    weight_gradient_of_image(s, &kernel, &f, framed, &view, weight_gradient + place, !isFirst);
    if (image_gradient)
      convolve(&kernel, &g, gradient, s->kernel_height, s->kernel_width, 1, packed, s->channels, NULL, s->height,
               s->width, image_gradient + image);
  }
}
