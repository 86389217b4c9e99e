@NullMarked
package dev.porchlight.web;

import org.jspecify.annotations.NullMarked;
